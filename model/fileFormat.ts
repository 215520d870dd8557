/**
 * Makes valid files that contain a text: a picture with it in a comment and, if uncompressed, in its pixels; a PDF that shows
 * it; a table with it in a cell. So uploads pass the checks and conversions of a target, and their results name their owner.
 * Pure.
 */
import { crc32, deflateSync } from 'node:zlib';
import { bytesOfText } from './text.ts';

export type FileFormat = 'png' | 'jpeg' | 'gif' | 'pdf' | 'csv';

export const fileFormats: readonly FileFormat[] = ['png', 'jpeg', 'gif', 'pdf', 'csv'];

export const formatTypes: Readonly<Record<FileFormat, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  pdf: 'application/pdf',
  csv: 'text/csv',
};

/** A file of the format with the text in it. */
export function fileOf(format: FileFormat, text: string): Uint8Array {
  switch (format) {
    case 'png':
      return pngOf(bytesOfText(text));
    case 'jpeg':
      return jpegOf(bytesOfText(text));
    case 'gif':
      return gifOf(bytesOfText(text));
    case 'pdf':
      return pdfOf(text);
    case 'csv':
      return bytesOfText(`name,value\n"${text.trimEnd().replaceAll('"', '""')}",1\n`);
  }
}

/** One row of grey pixels, uncompressed so that they contain the text, and a comment (PNG, 11.3.4.3). */
function pngOf(text: Uint8Array): Uint8Array {
  const width = Math.max(1, text.length);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(1, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), text.length === 0 ? Buffer.from([0]) : text]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.concat([Buffer.from('Comment\0'), text])),
    chunk('IDAT', deflateSync(row, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(name), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}

/** Bytes of a comment: its length field of two bytes includes itself (ITU-T T.81, B.2.4.5). */
const jpegCommentBytesMax = 65_533;

/** One grey pixel, encoded by two bits of Huffman codes, and the text in comments. */
function jpegOf(text: Uint8Array): Uint8Array {
  const comments: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += jpegCommentBytesMax)
    comments.push(segment(0xfe, text.subarray(at, at + jpegCommentBytesMax)));
  // One code of one bit for the symbol 0, which means no difference in a DC table, and end of block in an AC table.
  const codes = [1, ...Array<number>(15).fill(0), 0];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    ...comments,
    segment(0xdb, Buffer.from([0, ...Array<number>(64).fill(1)])),
    segment(0xc0, Buffer.from([8, 0, 1, 0, 1, 1, 1, 0x11, 0])),
    segment(0xc4, Buffer.from([0x00, ...codes])),
    segment(0xc4, Buffer.from([0x10, ...codes])),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0b0011_1111, 0xff, 0xd9]),
  ]);
}

function segment(marker: number, data: Uint8Array): Uint8Array {
  const length = data.length + 2;
  return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 0xff]), data]);
}

/** One black pixel, and comments of at most 255 bytes each (GIF89a, 24). */
function gifOf(text: Uint8Array): Uint8Array {
  const comments: number[] = [];
  for (let at = 0; at < text.length; at += 255) {
    const part = text.subarray(at, at + 255);
    comments.push(part.length, ...part);
  }
  return Buffer.concat([
    Buffer.from('GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1'),
    Buffer.from([0x21, 0xfe, ...comments, 0]),
    Buffer.from(',\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;', 'latin1'),
  ]);
}

/** One page with the text on it, in the form of PDF 1.4 with a table of offsets. */
function pdfOf(text: string): Uint8Array {
  const escaped = Buffer.from(bytesOfText(text))
    .toString('latin1')
    .replace(/[\\()\r\n]/g, '\\$&');
  const shown = `BT /F 12 Tf 20 100 Td (${escaped}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    `<< /Length ${shown.length} >>\nstream\n${shown}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = file.length;
  const lines = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
