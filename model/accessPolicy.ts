/**
 * Evaluates IAM access policies as far as DynamoDB's leading keys need them: whether a policy allows a request. Source: "Using
 * IAM policy conditions for fine-grained access control" of the DynamoDB guide, and the IAM guide on `ForAllValues`, which is
 * true of a request that lacks the key, so that `Null` has to require it.
 */

/** `ForAllValues:StringLike` to condition keys to patterns. */
export type PolicyConditions = Readonly<Record<string, Readonly<Record<string, readonly string[] | string>>>>;

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: PolicyConditions;
}

export interface AccessPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  /** Values of a condition key; a key that the request lacks is absent. */
  readonly context: ReadonlyMap<string, readonly string[]>;
}

/** Whether a statement allows the request. Throws a `RangeError` for an unsupported operator. */
export function admits({ Statement }: AccessPolicy, request: PolicyRequest): boolean {
  return Statement.some(
    ({ Action, Resource, Condition = {} }) =>
      Action.includes(request.action) &&
      Resource.some((pattern) => isLike(request.resource, pattern, new Map())) &&
      Object.entries(Condition).every(([operator, keys]) =>
        Object.entries(keys).every(([key, wanted]) => holds(operator, key, [wanted].flat(), request.context)),
      ),
  );
}

function holds(
  operator: string,
  key: string,
  wanted: readonly string[],
  context: PolicyRequest['context'],
): boolean {
  const values = context.get(key);
  const meets = (value: string): boolean => wanted.some((pattern) => isLike(value, pattern, context));
  switch (operator) {
    case 'Null':
      return wanted.includes(String(values === undefined));
    case 'ForAllValues:StringLike':
      return (values ?? []).every(meets);
    case 'ForAnyValue:StringLike':
      return (values ?? []).some(meets);
    case 'StringLike':
      return values?.some(meets) ?? false;
    default:
      throw new RangeError(`no condition operator ${operator}`);
  }
}

/** Whether the whole value matches a pattern; a variable without a value matches nothing. */
function isLike(value: string, pattern: string, context: PolicyRequest['context']): boolean {
  let unknown = false;
  const source = pattern.replace(/\$\{([^}]*)\}|[\s\S]/g, (sign, variable?: string) => {
    if (variable === undefined) return sign === '*' ? '[\\s\\S]*' : sign === '?' ? '[\\s\\S]' : literal(sign);
    if (/^[*?$]$/.test(variable)) return literal(variable);
    const known = context.get(variable)?.[0];
    if (known === undefined) unknown = true;
    return literal(known ?? '');
  });
  return !unknown && new RegExp(`^${source}$`).test(value);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** A text escaped so that a pattern matches it literally. */
export function patternLiteral(text: string): string {
  return text.replace(/[*?$]/g, (sign) => `\${${sign}}`);
}
