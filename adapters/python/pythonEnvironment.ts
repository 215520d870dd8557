/**
 * Makes the environment variables of a target: the user's own, without those that lead to real credentials, accounts or
 * proxies, and with temporary folders and the home in the arena.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { engineCredentials } from '../../model/engineCredentials.ts';
import type { TargetOptions } from '../../model/target.ts';

const dropped = /^(?:AWS_.*|BOTO_CONFIG|PYTHONHOME|PYTHONSTARTUP|PYTHONINSPECT|(?:HTTPS?|ALL|FTP)_PROXY)$/i;

export function pythonEnvironment(
  options: TargetOptions,
  inherited: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const kept = Object.entries(inherited).flatMap(([name, value]): [string, string][] =>
    value === undefined || dropped.test(name) ? [] : [[name, value]],
  );
  return { ...Object.fromEntries(kept), ...fixedVariables(options, inherited), ...options.environment };
}

function fixedVariables(
  { temp, home, dynamodbEndpoint, s3Endpoint = null }: TargetOptions,
  inherited: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return {
    // A folder of its own: the shared temporary folder may hold planted links, a home may not.
    HOME: home,
    TMPDIR: temp,
    TEMP: temp,
    TMP: temp,
    // Packages that the user installed for themselves (`pip install --user`) are found although the home is another.
    PYTHONUSERBASE: inherited['PYTHONUSERBASE'] ?? join(homedir(), '.local'),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONHASHSEED: '0',
    PYTHONUNBUFFERED: '1',
    NO_PROXY: '*',
    AWS_ACCESS_KEY_ID: engineCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: engineCredentials.secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...(dynamodbEndpoint === null ? {} : { AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint }),
    ...(s3Endpoint === null ? {} : { AWS_ENDPOINT_URL_S3: s3Endpoint }),
  };
}
