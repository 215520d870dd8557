/**
 * The requests of all findings as one HAR 1.2 log, each finding a page: what tools that read recorded traffic can open. Steps before
 * the one that does it are in it; secrets of actors are not. Findings of operations that are no requests have none.
 */
import { escapeText } from '../model/escape.ts';
import { encodeJson } from '../model/escapeJson.ts';
import type { Exchange, ExchangedBytes } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { headerValue } from '../model/headerValue.ts';
import type { Destination } from './destination.ts';
import type { Reporter } from './reporter.ts';
import { emptyRecord, type RunRecord, recordEvent } from './runRecord.ts';

export function harReporter(destination: Destination): Reporter {
  let record = emptyRecord;
  return {
    onEvent: (event) => {
      record = recordEvent(record, event);
    },
    end: async () => {
      destination.write(`${encodeJson(harOf(record), 2)}\n`);
      await destination.end();
    },
  };
}

/** Nothing was sent over a network, and nobody took the time: requests have an order and no clock. */
const noTime = new Date(0).toISOString();
const noSize = -1;
/** Stands for the server, which a target in its own process does not have. */
const server = 'http://target.invalid';

function harOf({ started, findings, exitCode }: RunRecord): object {
  const shown = findings.filter(({ evidence: { exchanges = [] } }) => exchanges.length > 0);
  return {
    log: {
      version: '1.2',
      creator: { name: 'trespass', version: started?.version ?? '' },
      ...(exitCode === null ? { comment: 'the run was cut off before it had finished' } : {}),
      pages: shown.map(({ id, summary }) => ({
        ...{ startedDateTime: noTime, id, title: `${id}: ${summary}`, pageTimings: {} },
      })),
      entries: shown.flatMap((finding) =>
        (finding.evidence.exchanges ?? []).map((exchange) => entryOf(finding, exchange)),
      ),
    },
  };
}

function entryOf({ id }: Finding, exchange: Exchange): object {
  const { step, operation, actor, method, unsafeTarget, unsafeHeaders, body, answer } = exchange;
  const url = `${server}${escapeText(unsafeTarget)}`;
  const type = headerValue(unsafeHeaders, 'content-type') ?? '';
  const answered = answer?.unsafeHeaders ?? [];
  const isEmpty = 'text' in body && body.text === '';
  return {
    pageref: id,
    startedDateTime: noTime,
    time: 0,
    request: {
      ...{ method, url, httpVersion: 'HTTP/1.1', cookies: [], headers: unsafeHeaders.map(headerOf) },
      queryString: [...new URLSearchParams(unsafeTarget.split('?').slice(1).join('?'))].map(headerOf),
      ...(isEmpty ? {} : { postData: { mimeType: type, params: [], ...contentOf(body) } }),
      ...{ headersSize: noSize, bodySize: noSize },
    },
    response: {
      status: answer?.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: answered.map(headerOf),
      content: {
        ...{ size: noSize, mimeType: headerValue(answered, 'content-type') ?? '' },
        ...(answer === undefined ? {} : contentOf(answer.body)),
      },
      redirectURL: headerValue(answered, 'location') ?? '',
      ...{ headersSize: noSize, bodySize: noSize },
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
    comment: `step ${step + 1}: ${operation} as ${actor}`,
  };
}

function headerOf([name, value]: readonly [string, string]): object {
  return { name, value };
}

function contentOf(body: ExchangedBytes): object {
  if ('omittedBytes' in body) return { text: '', comment: `${body.omittedBytes} bytes are left out` };
  return 'text' in body ? { text: body.text } : { text: body.base64, encoding: 'base64' };
}
