/** Real boto3 on an engine's endpoint: runs Python that leaves what it saw in `seen`. */
import { execa } from 'execa';
import type { Json } from '../../../model/attack.ts';
import { engineCredentials } from '../../../model/engineCredentials.ts';
import type { ObjectRecord } from '../../../model/records.ts';
import { testPython } from '../../python.ts';

const preamble = `
import io, json, sys
import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError
def client(**config):
    return boto3.client("s3", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="${engineCredentials.accessKeyId}",
        aws_secret_access_key="${engineCredentials.secretAccessKey}", config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, **config))
def refusal(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return [error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]]
s3 = client()
B = "assets"
`;

/** What the program left in `seen`. */
export async function boto(endpoint: string, program: string): Promise<Json> {
  const source = `${preamble}${program}\nprint(json.dumps(seen))`;
  const { stdout } = await execa(await testPython(), ['-c', source, endpoint]);
  const seen: Json = JSON.parse(stdout);
  return seen;
}

/** One line a touch: `read assets/t1/a`. */
export function lines(records: readonly ObjectRecord[]): string[] {
  return records.flatMap(({ touches }) =>
    touches.map(({ action, bucket, key }) => `${action} ${bucket}/${key}`),
  );
}
