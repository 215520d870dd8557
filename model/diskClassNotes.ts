/** The notes of attack classes whose attack is on disk: planted links, races for them, and archives that are unpacked. */
import type { NotesOf } from './attackClassNote.ts';

export const diskClassNotes: NotesOf<'link' | 'race' | 'archive'> = {
  'link.final': {
    tries: 'The last component of the path is a link to a file outside.',
    sample: 'link own/a -> {moat}/b',
  },
  'link.parent': {
    tries: 'A folder in the path is a link to a folder outside.',
    sample: 'link own/a -> {moat}, then a/b is used',
  },
  'link.dangling': {
    tries: 'A link whose target does not exist yet, so that a file is created through it.',
    sample: 'link own/a -> {moat}/new',
    remedy:
      '`os.path.exists` is false for such a link. Create with `O_CREAT | O_EXCL`, which follows no link.',
  },
  'link.chain': {
    tries: 'Several links, each of which leads to the next, and the last one out.',
    sample: 'link own/a -> h1, link own/h1 -> {moat}/b',
  },
  'link.loop': {
    tries: 'Links that lead to themselves or to each other.',
    sample: 'link own/a -> a',
  },
  'link.transit': {
    tries: 'Paths that leave the folder through a link and come back by `..`: as text they stay inside.',
    sample: 'link own/a -> {moat}, then a/../b is used',
    remedy: '`os.path.normpath` removes `a/..` without looking whether `a` is a link. Use `Path.resolve`.',
  },
  'link.absolute': {
    tries: 'Links that hold an absolute path.',
    sample: 'link own/a -> /…/b',
  },
  'link.relative': {
    tries: 'Links that hold a relative path.',
    sample: 'link own/a -> ../../b',
  },
  'link.to-root': {
    tries: 'Links to the sandbox itself or to its parent.',
    sample: 'link own/a -> ..',
  },
  'link.hard': {
    tries: 'A hard link to a file outside, which no resolving of paths shows.',
    sample: 'hard link own/a = {moat}/b',
    remedy: 'Refuse files with `os.fstat(fd).st_nlink > 1`, and leave `fs.protected_hardlinks` on.',
  },
  'link.other-tenant': {
    tries: 'A link that stays in the sandbox and leads into the folder of another tenant.',
    sample: 'link own/a -> ../alice/b',
    remedy: 'Contain each tenant in a folder of its own, not all of them in `MEDIA_ROOT`.',
  },
  'link.variant': {
    tries: 'A link under a name that the service derives from another one: a thumbnail, a backup, a lock.',
    sample: 'link own/a.bak -> {moat}/b, then a is used',
    remedy: 'Derived names need the same care as names that were sent.',
  },
  'link.predictable-temp': {
    tries: 'A link in a temporary folder under a name that rehearsal saw the service use.',
    sample: 'link {temp}/export.txt -> {moat}/b',
    remedy:
      'Use `tempfile.mkstemp`, `NamedTemporaryFile` or `TemporaryDirectory`; never a fixed name below `/tmp`.',
  },
  'link.special': {
    tries: 'A named pipe where a file is expected: an export that opens it for all tenants waits for ever.',
    sample: 'pipe own/a',
    remedy: 'Open with `O_NONBLOCK` and go on with regular files alone (`stat.S_ISREG`).',
  },
  'race.parent-swap': {
    tries: 'A folder of the path becomes a link between check and use.',
    sample: 'before access 3: own/folder becomes a link -> {moat}',
  },
  'race.final-swap': {
    tries: 'The file becomes a link between check and use.',
    sample: 'before access 3: own/a becomes a link -> {moat}/b',
  },
  'race.back-swap': {
    tries: 'A file becomes a link and then the file again, so that a check after the use sees nothing.',
    sample: 'before access 2: own/a becomes a link, before access 3: a file again',
  },
  'race.create': {
    tries: 'A file or a folder appears in the middle of a step.',
    sample: 'before access 2: own/a is created',
  },
  'race.delete': {
    tries: 'A file disappears in the middle of a step.',
    sample: 'before access 2: own/a is removed',
  },
  'race.temp-to-final': {
    tries: 'The change takes place between writing a temporary file and renaming it to its final name.',
    sample: 'before the rename: own/a.part becomes a link -> {moat}/b',
    remedy:
      'Finish the file through the descriptor that wrote it, then rename it, and do not open it by name again.',
  },
  'race.upload-to-process': {
    tries: 'The change takes place between an upload and the step that processes it.',
    sample: 'before the first access of the second step: own/a becomes a link',
  },
  'race.other-step': {
    tries:
      'A whole step of another actor, or a second one of the attacker, is done between what a step looks at and what it changes.',
    sample: 'get_item finds no room 7, another claims room 7, put_item',
    remedy:
      'Let the write check: `ConditionExpression`, `ADD`, a transaction, `open(path, "x")`. Then a second request is refused, whenever it comes.',
  },
  'archive.member-dotdot': {
    tries: 'Members whose names climb out with `..`.',
    sample: 'member ../../a',
  },
  'archive.member-absolute': {
    tries: 'Members with absolute names.',
    sample: 'member /…/a',
  },
  'archive.member-backslash': {
    tries: 'Members whose names climb out with backslashes.',
    sample: 'member ..\\..\\a',
  },
  'archive.member-sibling': {
    tries: 'Members that land beside the folder, under a name that begins like the folder’s own.',
    sample: 'member ../out-evil/a',
  },
  'archive.link-out': {
    tries: 'Members that are links to something outside: what reads the folder later follows them.',
    sample: 'member a -> ../../b',
  },
  'archive.link-then-write': {
    tries: 'A link that leads out, and a member behind it that is written through the link.',
    sample: 'member a -> ../.., member a/b',
  },
  'archive.hard-then-write': {
    tries: 'A hard link, and a member of the same name that is written through it.',
    sample: 'member a = ../../b, member a',
  },
  'archive.chain': {
    tries: 'Several links, each of which stays inside, and which lead out together.',
    sample: 'member a -> ., member a/b -> .., member b/c',
  },
  'archive.duplicate': {
    tries: 'The same name twice, as a file and as a link, also in other letters.',
    sample: 'member a -> ../../b, member A',
  },
  'archive.metadata': {
    tries: 'Modes and times that are applied outside, or through a link.',
    sample: 'member a -> ../../b, member a with mode 4755',
  },
  'archive.header-mismatch': {
    tries: 'Names that two readers of the same archive see differently: in the header and in its extension.',
    sample: 'header: a, extension: ../../a',
    remedy: 'Check the name that is used to open the file, behind the library that read it.',
  },
  'archive.two-archives': {
    tries: 'One archive plants a link, a second one writes through it.',
    sample: 'first: member a -> ../.., second: member a/b',
    remedy: 'Unpack every archive into a new folder (`tempfile.mkdtemp`).',
  },
  'archive.nested': {
    tries: 'An archive within an archive, whose members escape.',
    sample: 'member inner.tar, which holds member ../../a',
  },
  'archive.type': {
    tries: 'Pipes and devices as members.',
    sample: 'member a, a pipe',
  },
};
