/** The notes of attack classes that reach other tenants in stores: keys of items, keys of objects, and records of streams. */
import type { NotesOf } from './attackClassNote.ts';

export const storeClassNotes: NotesOf<'key' | 'object' | 'stream'> = {
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
    tries: 'Numbers, lists, objects and nothing where a text is expected, and the other way round.',
    sample: '["alice"]',
    remedy: 'Check the type of JSON members (a Django form, a serializer) before anything else.',
  },
  'key.omitted': {
    tries: 'A field that harmless requests have, left out: what filters by it alone filters nothing.',
    sample: 'GET /list/ for GET /list/?board=a',
    remedy: 'Filter by the tenant of the session always, and by what is sent besides.',
  },
  'key.twice': {
    tries:
      'A field sent twice, or in the query and in the body: the one that is checked may not be the one that is used.',
    sample: '?id=mine&id=alices',
    remedy: 'Read a field once, and use the value that was checked.',
  },
  'key.header': {
    tries:
      'Headers and cookies that frameworks and middleware read though nothing declares them, and the type that an upload says of itself.',
    sample: 'Accept-Language: ../secret.txt',
    remedy:
      'Compare what a header or a type names with what there is, and take the method from the request line.',
  },
  'key.expression': {
    tries: 'Texts that become a part of an expression or of a PartiQL statement.',
    sample: "a' OR 'a'='a",
    remedy: 'Use `Key()` and `Attr()` of boto3, placeholders, and `Parameters` of `execute_statement`.',
  },
  'key.cache': {
    tries:
      'What a victim has just asked for, asked once more by the attacker, as whoever it can be: a cache key without the tenant answers it.',
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
    tries: 'A batch with a record twice, behind a harmless one, or beside those of other tenants.',
    sample: 'the same record two times',
    remedy:
      'Judge each record by itself; a record that was refused once is refused again, and the others are handled all the same.',
  },
  'stream.type': {
    tries: 'One attribute of another DynamoDB type than the consumer expects, or none.',
    sample: '{"key": {"L": [{"S": "alice/a"}]}}',
    remedy: 'Refuse what is no text before comparing it.',
  },
};
