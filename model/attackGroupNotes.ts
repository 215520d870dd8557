/** Titles and remedies of the groups of attack classes, for the pages of the reference: `path`, `link`, `archive`. */
import type { AttackClass } from './attackClass.ts';

/** The part of a class's id before the dot. */
export type AttackGroup = AttackClass extends `${infer Group}.${string}` ? Group : never;

export interface AttackGroupNote {
  readonly title: string;
  readonly about: string;
  /** What code must do so that none of these attacks succeeds. */
  readonly remedy: string;
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
