/**
 * The requests of all findings as one HAR 1.2 log, each finding a page: what tools that read recorded traffic can open. Steps before
 * the one that does it are in it; secrets of actors are not. Findings of operations that are no requests have none. A replay makes
 * one too, of what it sends again.
 */
import { escapeText } from '../model/escape.ts';
import { encodeJson } from '../model/escapeJson.ts';
import type { Exchange, ExchangedBytes } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { headerValue } from '../model/headerValue.ts';
import type { Destination } from './destination.ts';
import type { Reporter } from './reporter.ts';
import { emptyRecord, recordEvent } from './runRecord.ts';

export function harReporter(destination: Destination): Reporter {
  let record = emptyRecord;
  return {
    onEvent: (event) => {
      record = recordEvent(record, event);
    },
    end: async () => {
      const { started, exitCode } = record;
      destination.write(
        harText(record.findings.map(trafficPageOf), started?.version ?? '', {
          isWhole: exitCode !== null,
        }),
      );
      await destination.end();
    },
  };
}

/** A finding and the requests that show it. */
export interface TrafficPage {
  readonly id: string;
  readonly unsafeTitle: string;
  readonly exchanges: readonly Exchange[];
}

function trafficPageOf({ id, summary, evidence: { exchanges = [] } }: Finding): TrafficPage {
  return { id, unsafeTitle: summary, exchanges };
}

/** The log as a document. Pages without requests are left out. */
export function harText(
  pages: readonly TrafficPage[],
  version: string,
  { isWhole }: { readonly isWhole: boolean },
): string {
  const shown = pages.filter(({ exchanges }) => exchanges.length > 0);
  const log = {
    version: '1.2',
    creator: { name: 'trespass', version },
    ...(isWhole ? {} : { comment: 'the run was cut off before it had finished' }),
    pages: shown.map(({ id, unsafeTitle }) => ({
      ...{ startedDateTime: noTime, id, title: `${id}: ${unsafeTitle}`, pageTimings: {} },
    })),
    entries: shown.flatMap(({ id, exchanges }) => exchanges.map((exchange) => entryOf(id, exchange))),
  };
  return `${encodeJson({ log }, 2)}\n`;
}

/** Nothing was sent over a network, and nobody took the time: requests have an order and no clock. */
const noTime = new Date(0).toISOString();
const noSize = -1;
/** Stands for the server, which a target in its own process does not have. */
const server = 'http://target.invalid';

function entryOf(id: string, exchange: Exchange): object {
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
