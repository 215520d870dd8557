/**
 * Finds presigned forms in a text: whoever holds one may upload to any key that its policy allows. The policy is in base64,
 * next to its signature, which is checked with the credentials that every client of the target gets. Versions 4 and 2. Source:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */

import { createHmac } from 'node:crypto';
import type { Json } from '../../model/attack.ts';
import { engineCredentials } from '../../model/engineCredentials.ts';
import { isList, memberOf } from '../../model/json.ts';
import { limits } from '../../model/limits.ts';
import { signingKey } from './signature.ts';

export interface SignedForm {
  /** As written in the text. */
  readonly unsafePolicy: string;
  readonly bucket: string;
  /** The key, or its prefix if the uploader chooses the rest. */
  readonly key: string;
  readonly isPrefix: boolean;
}

/** `{"` in base64, and what may follow. */
const policies = /eyJ[A-Za-z0-9+/]{20,8192}={0,2}/g;

/** The forms with a valid signature, each once. */
export function signedForms(unsafeText: string): readonly SignedForm[] {
  const text = unsafeText.replaceAll('\\/', '/');
  const found = new Set(text.match(policies)?.slice(0, limits.signedPerAnswerMax + 1));
  return [...found].flatMap((policy) => signedFormOf(policy, text) ?? []);
}

function signedFormOf(unsafePolicy: string, text: string): SignedForm | null {
  const conditions = conditionsOf(unsafePolicy);
  const bucket = conditions.find(({ field }) => field === 'bucket');
  const key = conditions.find(({ field }) => field === 'key');
  if (bucket === undefined || key === undefined || !isSigned(unsafePolicy, conditions, text)) return null;
  return { unsafePolicy, bucket: bucket.value, key: key.value, isPrefix: key.operator === 'starts-with' };
}

interface PolicyCondition {
  readonly operator: string;
  readonly field: string;
  readonly value: string;
}

function conditionsOf(unsafePolicy: string): readonly PolicyCondition[] {
  const conditions = memberOf(policyJson(unsafePolicy), 'conditions') ?? null;
  return isList(conditions) ? conditions.flatMap(conditionOf) : [];
}

/** Either `{"key": "a"}` or `["starts-with", "$key", "a/"]`. */
function conditionOf(condition: Json): PolicyCondition[] {
  if (isList(condition)) {
    const [operator, field, value] = condition;
    if (typeof operator !== 'string' || typeof field !== 'string' || typeof value !== 'string') return [];
    return [{ operator, field: field.replace(/^\$/, '').toLowerCase(), value }];
  }
  if (condition === null || typeof condition !== 'object') return [];
  return Object.entries(condition).flatMap(([field, value]) =>
    typeof value === 'string' ? [{ operator: 'eq', field: field.toLowerCase(), value }] : [],
  );
}

function policyJson(base64: string): Json {
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString('utf8')) as Json;
  } catch {
    return null;
  }
}

function isSigned(policy: string, conditions: readonly PolicyCondition[], text: string): boolean {
  const credential = conditions.find(({ field }) => field === 'x-amz-credential')?.value.split('/');
  if (credential === undefined) {
    const { secretAccessKey } = engineCredentials;
    return text.includes(createHmac('sha1', secretAccessKey).update(policy).digest('base64'));
  }
  const [accessKey, ...scope] = credential;
  if (accessKey !== engineCredentials.accessKeyId) return false;
  return text.includes(createHmac('sha256', signingKey(scope)).update(policy).digest('hex'));
}
