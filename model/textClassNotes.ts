/** The notes of attack classes whose attack is a text in a request: paths, what checks of paths miss, and names. */
import type { NotesOf } from './attackClassNote.ts';

export const textClassNotes: NotesOf<'path' | 'check' | 'name'> = {
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
};
