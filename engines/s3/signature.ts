/**
 * Derives the signing key of signature version 4: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
import { createHmac } from 'node:crypto';
import { engineCredentials } from '../../model/engineCredentials.ts';

/** `scope` is date, region, service and `aws4_request`. */
export function signingKey(scope: readonly string[]): Buffer {
  return scope.reduce<Buffer>(
    (last, part) => createHmac('sha256', last).update(part).digest(),
    Buffer.from(`AWS4${engineCredentials.secretAccessKey}`),
  );
}
