/**
 * What each attack class tries, for people: the pages of the reference are made of it. A sample shows the form of what is
 * sent, planted or done in the middle; `alice` is a victim, `mallory` the attacker, and the generators choose the words.
 */
import type { AttackClass } from './attackClass.ts';

/** What stands before the dot of a class. */
export type AttackGroup = AttackClass extends `${infer Group}.${string}` ? Group : never;

export interface AttackGroupNote {
  readonly title: string;
  readonly about: string;
  /** What code does that none of these attacks gets past. */
  readonly remedy: string;
}

export interface AttackClassNote {
  readonly tries: string;
  readonly sample: string;
  /** What to do beyond the remedy of the group. */
  readonly remedy?: string;
}

export const attackGroupNotes: Readonly<Record<AttackGroup, AttackGroupNote>> = {
  path: {
    title: 'Path strings',
    about: 'A text that the attacker sends becomes a path, and the path leaves the folder.',
    remedy:
      'Do not make paths of what users send: store the file under a name that the service chooses (`uuid.uuid4().hex`) and keep the user’s name as an attribute of the item. Where the name has to be a path, hand it to Django’s `FileSystemStorage`, or join with `django.utils._os.safe_join`, after the last decoding and immediately before the use.',
  },
  check: {
    title: 'Containment checks',
    about: 'The code checks that a path stays in its folder, and the check compares the wrong thing.',
    remedy:
      'Resolve the path first, and compare components, not characters: `Path(path).resolve().is_relative_to(root)`, with a root that is resolved as well. Then use the resolved path, not the text that was sent.',
  },
  link: {
    title: 'Planted links',
    about:
      'A symbolic or hard link lies where the service looks for a file, because somebody else can write to the folder: a tenant by SFTP, an unpacked archive, another user of `/tmp`.',
    remedy:
      'Open files so that no link is followed: `os.open(name, os.O_NOFOLLOW, dir_fd=folder)`, component by component. Comparing strings does not see links, and resolving a path sees only the links that exist at that moment. Keep files that the service trusts in folders that only the service can write to.',
  },
  race: {
    title: 'Races',
    about:
      'Somebody changes a file between the moment when the code checks it and the moment when it uses it.',
    remedy:
      'Check what is open, not what is named: open with `O_NOFOLLOW` and `dir_fd`, then look at the file descriptor with `os.fstat`. Every second use of a path is a second lookup.',
  },
  archive: {
    title: 'Archives',
    about: 'A tar or zip file of the attacker’s holds members that unpack somewhere else.',
    remedy:
      'Use `tarfile.extractall(filter="data")` of a current Python, or unpack regular files only, each to a path that was checked after the links of earlier members exist. `ZipFile.extractall` tidies names up; code that opens members by hand does not.',
  },
  name: {
    title: 'Names and Unicode',
    about: 'Two parts of a system disagree on whether two names are the same.',
    remedy:
      'Bring a name to one form once, where it enters (`unicodedata.normalize("NFKC", name).casefold()`, length limit included), refuse what changes by it or store the result, and use that form for the check, the key and the file alike.',
  },
  key: {
    title: 'Item keys',
    about: 'What a request says leads to a DynamoDB item, a cache entry or a row of another tenant.',
    remedy:
      'Take the tenant from the session, never from the request, and make it a part of the key by itself: as the partition key, with everything else in the sort key. Condition every write on the owner (`ConditionExpression="tenant = :t"`), and bind values (`ExpressionAttributeValues`) instead of writing them into expressions.',
  },
  object: {
    title: 'Object keys',
    about:
      'The key of an S3 object passes the check of its prefix and still names the object of another tenant.',
    remedy:
      'Object keys are opaque: compare the key as it will be sent to S3, with the delimiter at the end of the prefix (`key.startswith(f"{tenant}/")`), and refuse keys with empty, `.` and `..` segments instead of tidying them.',
  },
  stream: {
    title: 'Records of DynamoDB Streams',
    about: 'A stream consumer believes what the item of a record says.',
    remedy:
      'An item holds what a request wrote: check its attributes in the consumer again, in the same image that is used, whether or not the endpoint has checked them.',
  },
};

export const attackClassNotes: Readonly<Record<AttackClass, AttackClassNote>> = {
  'path.dotdot': {
    tries: '`..` at the beginning, in the middle, behind a file and at the end of a path.',
    sample: '../../a',
  },
  'path.dot': {
    tries:
      '`.` and runs of `/`, and a slash behind the name of a file: a check by the first characters misses what follows.',
    sample: './../a/.',
  },
  'path.empty': {
    tries: 'The empty text and lone `.` and `..`: the folder itself takes the place of a file in it.',
    sample: '..',
  },
  'path.absolute': {
    tries: 'Absolute paths, also with several slashes: `os.path.join` forgets the folder before one.',
    sample: '/…/a',
    remedy: '`os.path.join(root, name)` is `name` where that is absolute. Refuse names that begin with `/`.',
  },
  'path.encoded': {
    tries:
      'Separators and dots in percent encoding, overlong UTF-8 and other spellings that a later decoder brings out.',
    sample: '%2e%2e%2fa',
    remedy: 'Django has decoded a path and a query once. Check after every further `unquote`, not before.',
  },
  'path.filter-evasion': {
    tries: 'Texts that hold a traversal once a filter has removed another one.',
    sample: '....//a',
    remedy: 'Refuse a bad name; do not repair it.',
  },
  'path.entity': {
    tries: 'Separators as HTML entities, in names that are unescaped later.',
    sample: '..&#x2f;a',
    remedy: 'Check behind `html.unescape`.',
  },
  'path.backslash': {
    tries: 'Backslashes, which some code turns into slashes after the check.',
    sample: '..\\..\\a',
  },
  'path.nul': {
    tries:
      'NUL, line ends, and what cuts a name or its extension off: the check sees one name, the system another.',
    sample: 'a\\0.png',
  },
  'path.windows': {
    tries: 'Drives, network paths, streams and device names of Windows.',
    sample: 'C:..\\a',
  },
  'path.invalid-utf8': {
    tries: 'Names that are no UTF-8, which Python carries as lone surrogates.',
    sample: '../\\xffa',
  },
  'path.control': {
    tries: 'Control characters and characters without width, which some code removes after the check.',
    sample: '.\\u200b./a',
  },
  'path.long': {
    tries:
      'Names and paths that are longer than the system takes, so that `realpath` stops early and `stat` fails.',
    sample: 'a/../a/../… (4,096 bytes)',
    remedy: 'A path that cannot be looked at is refused, not taken for one that does not exist.',
  },
  'path.decode-order': {
    tries: 'Texts that are encoded twice, for code that decodes what the server has decoded already.',
    sample: '%252e%252e%252fa',
    remedy: 'Decode once. Where a second decoding is needed, check after it.',
  },
  'path.scheme': {
    tries: '`file:` and other schemes where a path or an address is expected.',
    sample: 'file:///…/a',
    remedy: 'Allow the schemes that are meant, by name, after `urllib.parse.urlsplit`.',
  },
  'check.sibling-prefix': {
    tries:
      'A folder beside the allowed one whose name begins like it: `startswith` and `os.path.commonprefix` accept it.',
    sample: '../sandbox-evil/a',
    remedy: 'Compare with the separator at the end, or with `is_relative_to`.',
  },
  'check.check-before-normalise': {
    tries:
      'Paths that begin inside the folder and climb out further on, for code that checks first and normalises later.',
    sample: 'a/../../b',
  },
  'check.two-bases': {
    tries: 'Paths that stay inside as seen from one folder and leave it as seen from another.',
    sample: '../sandbox/a',
    remedy: 'Check the absolute path that is opened, not another one made of the same name.',
  },
  'check.case-compare': {
    tries: 'Names in other letters, for code that compares without case and stores with it, or the reverse.',
    sample: '../Alice/a',
  },
  'check.root-itself': {
    tries: 'The allowed folder itself as what is to be written, deleted or renamed.',
    sample: '.',
    remedy: 'Require a path below the folder: `path != root and path.is_relative_to(root)`.',
  },
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
  'name.case': {
    tries: 'A name of another tenant in other letters, Turkish i and sharp s among them.',
    sample: 'ALICE',
  },
  'name.normalise': {
    tries: 'A name that becomes another one by Unicode normalisation, or that looks like it.',
    sample: 'ａlice',
  },
  'name.order': {
    tries:
      'Letters for which lower-casing and normalising in the wrong order leave two names for one person.',
    sample: 'ᴬlice',
    remedy: 'Normalise before and after `casefold`.',
  },
  'name.truncate': {
    tries: 'Names that are equal once they are cut at a length.',
    sample: 'alice………x (65 characters)',
    remedy: 'Refuse what is too long; do not cut it.',
  },
  'name.digits': {
    tries: 'Numbers in several spellings, and digits of other scripts: `str.isalnum` and `\\d` accept them.',
    sample: '01',
    remedy: 'Match `[0-9]` with `re.fullmatch` and `re.ASCII`.',
  },
  'name.reserved': {
    tries: 'Words that a program reads as something else: `null`, `None`, `undefined`, `__proto__`.',
    sample: 'null',
  },
  'name.blank': {
    tries: 'Empty and blank names, and names that are a delimiter alone.',
    sample: '#',
  },
  'key.delimiter': {
    tries:
      'A delimiter within an argument, so that two ways to split the key meet: `a` + `b#c` against `a#b` + `c`.',
    sample: 'alice#b',
    remedy: 'Refuse the delimiter in every part of a key, or encode the parts.',
  },
  'key.no-delimiter': {
    tries: 'Parts that are joined without a delimiter: `1` + `23` against `12` + `3`.',
    sample: 'al, ice',
    remedy: 'Join the parts of a key with a delimiter that none of them may hold.',
  },
  'key.prefix': {
    tries:
      'A name that begins like another one, where keys are compared by `begins_with` or listed by prefix.',
    sample: 'mallory, where another tenant is mallory2',
    remedy: 'End the prefix with the delimiter: `begins_with(sk, "mallory#")`.',
  },
  'key.empty-part': {
    tries: 'An empty part of a key: what remains names everybody’s items, or nobody’s.',
    sample: 'alice#',
  },
  'key.foreign-id': {
    tries: 'The identifier of another tenant’s item, as it is.',
    sample: 'the id that alice’s upload returned',
    remedy: 'Look the item up by the tenant of the session and the id together.',
  },
  'key.foreign-derived': {
    tries: 'The identifier of another tenant’s item, changed in one way that some code undoes.',
    sample: ' alice/a',
  },
  'key.overwrite': {
    tries: 'A new item under the key of another tenant’s: an unconditional `put_item` replaces it.',
    sample: 'what alice sent, sent once more by mallory',
    remedy: 'Create with `ConditionExpression="attribute_not_exists(pk)"`.',
  },
  'key.second-order': {
    tries: 'A text that one operation stores and another uses, as a key or a path.',
    sample: 'save "../../a" as a title, then export by title',
    remedy: 'What comes out of a table is input as well: check it where it is used.',
  },
  'key.type': {
    tries: 'Numbers, lists, objects and nothing where a text is expected.',
    sample: '["alice"]',
    remedy: 'Check the type of JSON members (a Django form, a serializer) before anything else.',
  },
  'key.expression': {
    tries: 'Texts that become a part of an expression or of a PartiQL statement.',
    sample: "a' OR 'a'='a",
    remedy: 'Use `Key()` and `Attr()` of boto3, placeholders, and `Parameters` of `execute_statement`.',
  },
  'key.cache': {
    tries:
      'What a victim has just asked for, asked once more by the attacker: a cache key without the tenant answers it.',
    sample: 'alice: GET /report/, then mallory: GET /report/',
    remedy: 'Make the tenant a part of every cache key, and vary cached pages by the session.',
  },
  'object.dotdot': {
    tries: '`..` behind an allowed prefix, for code that tidies the key after the check.',
    sample: 'mallory/../alice/a',
  },
  'object.prefix': {
    tries: 'Prefixes without their delimiter, and prefixes of other tenants.',
    sample: 'mallory2/',
  },
  'object.segments': {
    tries: 'Empty and `.` segments, slashes at the end and encoded slashes.',
    sample: 'alice//a',
  },
  'stream.basename': {
    tries: 'Keys of several tenants with one base name, and keys whose base name is empty or `..`.',
    sample: 'mallory/x/a',
    remedy: 'Download to a file that `tempfile` names, not to the base name of the key.',
  },
  'stream.image': {
    tries: 'A record whose old and new images differ, or of which one is missing.',
    sample: 'NewImage.key is mallory’s, OldImage.key is alice’s',
  },
  'stream.batch': {
    tries: 'A batch with a record twice, or behind a harmless one.',
    sample: 'the same record two times',
    remedy: 'Judge each record by itself; a record that was refused once is refused again.',
  },
  'stream.type': {
    tries: 'An attribute of another DynamoDB type than the consumer expects, or none.',
    sample: '{"key": {"L": [{"S": "alice/a"}]}}',
    remedy: 'Refuse what is no text before comparing it.',
  },
};
