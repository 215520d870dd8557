/** Writes the XML of S3 answers with a library, and reads the two request bodies in XML. */
import { create } from 'xmlbuilder2';
import type { RawAnswer } from '../wire/rawRequest.ts';

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

export type XmlMembers = Readonly<Record<string, unknown>>;

/** An answer of one element. */
export function xmlAnswer(element: string, members: XmlMembers, status = 200): RawAnswer {
  const document = create(
    { version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\ufffd' },
    // Error documents have no namespace.
    { [element]: element === 'Error' ? members : { '@xmlns': namespace, ...members } },
  );
  return {
    status,
    headers: [['content-type', 'application/xml']],
    body: Buffer.from(document.end()),
  };
}

export function s3Error(status: number, code: string, message: string): RawAnswer {
  const { headers, body } = xmlAnswer('Error', { Code: code, Message: message });
  return { status, headers, body };
}

/** The content of all elements with this name, markup included, at any depth. */
export function elementsIn(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(([, inner = '']) => inner);
}

/** The text of the first element with this name; null if there is none. */
export function elementText(xml: string, name: string): string | null {
  const [inner] = elementsIn(xml, name);
  return inner === undefined ? null : plainText(inner);
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function plainText(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (all, hex?: string, decimal?: string, name = '') => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return Number.isNaN(code) || code > 0x10ffff ? (entities[name] ?? all) : String.fromCodePoint(code);
    },
  );
}
