/**
 * The words that mark values which grant their holder access: `response.inviteCode` has `code`, and if its value is
 * unguessable, nobody guesses it. Each row has an example, and each example a test.
 */

export interface SecretWord {
  readonly word: string;
  /**
   * `opens`: a value with this name grants access. `session`: it identifies a person who has logged in, or is a thing like any
   * other (a lesson, a visit), which then has a UUID. `key`: a key with this name (`apiKey`) grants access. `name`: digests and
   * cookies with this name are names. `cursor`: returned by a list to continue it.
   */
  readonly kind: 'opens' | 'session' | 'key' | 'name' | 'cursor';
  /** `made up`: the name is also used for what everybody knows (`code: 'DE'`), so the value must be hard to guess. */
  readonly needs: 'nothing' | 'made up';
  /** A value that is a secret by this row; for a name or a cursor, one that is not. */
  readonly example: readonly [name: string, value: string];
}

// biome-ignore format: one row a line
export const secretWords: readonly SecretWord[] = [
  { word: 'token', kind: 'opens', needs: 'nothing', example: ['response.share.accessToken', '8f14e45f'] },
  { word: 'secret', kind: 'opens', needs: 'nothing', example: ['response.clientSecret', '8f14e45f'] },
  { word: 'signature', kind: 'opens', needs: 'nothing', example: ['arguments.file-s3f-signature', 'c2lnbmF0dXJl'] },
  { word: 'sig', kind: 'opens', needs: 'nothing', example: ['arguments.sig', '8f14e45f'] },
  { word: 'signed', kind: 'opens', needs: 'nothing', example: ['response.signed', '8f14e45f'] },
  { word: 'hmac', kind: 'opens', needs: 'nothing', example: ['response.hmac', '8f14e45f'] },
  { word: 'nonce', kind: 'opens', needs: 'nothing', example: ['response.nonce', '8f14e45f'] },
  { word: 'csrf', kind: 'opens', needs: 'nothing', example: ['response.csrf', '8f14e45f'] },
  { word: 'jwt', kind: 'opens', needs: 'nothing', example: ['response.jwt', '8f14e45f'] },
  { word: 'otp', kind: 'opens', needs: 'nothing', example: ['arguments.otp', '493817'] },
  { word: 'password', kind: 'opens', needs: 'nothing', example: ['arguments.password', 'correct horse'] },
  { word: 'passwd', kind: 'opens', needs: 'nothing', example: ['arguments.passwd', 'hunter2'] },
  { word: 'pwd', kind: 'opens', needs: 'nothing', example: ['arguments.pwd', 'hunter2'] },
  { word: 'passphrase', kind: 'opens', needs: 'nothing', example: ['arguments.passphrase', 'correct horse'] },
  { word: 'credential', kind: 'opens', needs: 'nothing', example: ['response.credentials', '8f14e45f'] },
  { word: 'bearer', kind: 'opens', needs: 'nothing', example: ['arguments.bearer', '8f14e45f'] },
  { word: 'authorization', kind: 'opens', needs: 'nothing', example: ['arguments.Authorization', 'Bearer 8f14e45f'] },
  { word: 'code', kind: 'opens', needs: 'made up', example: ['response.code', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'invite', kind: 'opens', needs: 'made up', example: ['response.invite', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'invitation', kind: 'opens', needs: 'made up', example: ['response.invitation', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'ticket', kind: 'opens', needs: 'made up', example: ['response.ticket', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'pin', kind: 'opens', needs: 'made up', example: ['response.pin', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'passcode', kind: 'opens', needs: 'made up', example: ['response.passcode', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'check', kind: 'opens', needs: 'made up', example: ['response.check', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'digest', kind: 'opens', needs: 'made up', example: ['response.digest', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'mac', kind: 'opens', needs: 'made up', example: ['response.mac', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'coupon', kind: 'opens', needs: 'made up', example: ['response.coupon', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'voucher', kind: 'opens', needs: 'made up', example: ['response.voucher', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'session', kind: 'session', needs: 'made up', example: ['response.session', 'dg7dv49f6av29l4ru4nhb44sl2vl38hz'] },
  { word: 'sessionid', kind: 'session', needs: 'made up', example: ['arguments.sessionid', 'dg7dv49f6av29l4ru4nhb44sl2vl38hz'] },
  { word: 'sessid', kind: 'session', needs: 'made up', example: ['arguments.PHPSESSID', 'dg7dv49f6av29l4ru4nhb44sl2vl38hz'] },
  { word: 'sid', kind: 'session', needs: 'made up', example: ['arguments.connect.sid', 'dg7dv49f6av29l4ru4nhb44sl2vl38hz'] },
  { word: 'cookie', kind: 'session', needs: 'made up', example: ['response.cookie', 'dg7dv49f6av29l4ru4nhb44sl2vl38hz'] },
  { word: 'api', kind: 'key', needs: 'made up', example: ['response.apiKey', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'access', kind: 'key', needs: 'made up', example: ['response.accessKey', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'private', kind: 'key', needs: 'made up', example: ['response.privateKey', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'session', kind: 'key', needs: 'made up', example: ['response.sessionKey', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'signing', kind: 'key', needs: 'made up', example: ['response.signingKey', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'licence', kind: 'key', needs: 'made up', example: ['response.licenceKey', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'license', kind: 'key', needs: 'made up', example: ['response.licenseKey', 'Xk3vPq8LmZr2Tn5w'] },
  { word: 'id', kind: 'name', needs: 'nothing', example: ['response.id', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'key', kind: 'name', needs: 'nothing', example: ['response.key', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'name', kind: 'name', needs: 'nothing', example: ['response.name', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'hash', kind: 'name', needs: 'nothing', example: ['response.hash', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'sha1', kind: 'name', needs: 'nothing', example: ['response.sha1', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'sha256', kind: 'name', needs: 'nothing', example: ['response.sha256', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'sha512', kind: 'name', needs: 'nothing', example: ['response.sha512', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'etag', kind: 'name', needs: 'nothing', example: ['response.etag', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'ref', kind: 'name', needs: 'nothing', example: ['response.ref', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'version', kind: 'name', needs: 'nothing', example: ['response.version', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'object', kind: 'name', needs: 'nothing', example: ['response.object', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'file', kind: 'name', needs: 'nothing', example: ['response.file', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'path', kind: 'name', needs: 'nothing', example: ['response.path', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'slug', kind: 'name', needs: 'nothing', example: ['response.slug', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'uuid', kind: 'name', needs: 'nothing', example: ['response.uuid', '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'] },
  { word: 'next', kind: 'cursor', needs: 'nothing', example: ['response.nextToken', '8f14e45fceea167a5a36dedd4bea2543'] },
  { word: 'prev', kind: 'cursor', needs: 'nothing', example: ['response.prevToken', '8f14e45fceea167a5a36dedd4bea2543'] },
  { word: 'previous', kind: 'cursor', needs: 'nothing', example: ['response.previousToken', '8f14e45fceea167a5a36dedd4bea2543'] },
  { word: 'page', kind: 'cursor', needs: 'nothing', example: ['response.page_token', '8f14e45fceea167a5a36dedd4bea2543'] },
  { word: 'pagination', kind: 'cursor', needs: 'nothing', example: ['response.paginationToken', '8f14e45fceea167a5a36dedd4bea2543'] },
  { word: 'continuation', kind: 'cursor', needs: 'nothing', example: ['response.continuationToken', '8f14e45fceea167a5a36dedd4bea2543'] },
  { word: 'continue', kind: 'cursor', needs: 'nothing', example: ['response.continueToken', '8f14e45fceea167a5a36dedd4bea2543'] },
  { word: 'cursor', kind: 'cursor', needs: 'nothing', example: ['response.cursorToken', '8f14e45fceea167a5a36dedd4bea2543'] },
  { word: 'start', kind: 'cursor', needs: 'nothing', example: ['response.startToken', '8f14e45fceea167a5a36dedd4bea2543'] },
  { word: 'last', kind: 'cursor', needs: 'nothing', example: ['response.lastToken', '8f14e45fceea167a5a36dedd4bea2543'] },
];
