/** Files of a format that a target checks before it stores them: valid in harmless runs and attacks, and naming their owner. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytes, file, type UserOperation } from '../../config/userConfig.ts';
import { type FileFormat, fileFormats } from '../../model/fileFormat.ts';
import { answerTo, openSite, type Site, violatedBy } from './siteKit.ts';

const urls = `
import csv
import io
import os
import re
import struct
import zlib

def is_png(data):
    if data[:8] != b'\\x89PNG\\r\\n\\x1a\\n':
        return False
    at, found = 8, {}
    while at < len(data):
        size, name = struct.unpack('>I4s', data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if struct.unpack('>I', data[at + 8 + size:at + 12 + size])[0] != zlib.crc32(name + body):
            return False
        found[name], at = body, at + 12 + size
    width, height = struct.unpack('>II', found[b'IHDR'][:8])
    return len(zlib.decompress(found[b'IDAT'])) == height * (width + 1) and b'IEND' in found

def is_jpeg(data):
    at, found = 2, []
    while data[:2] == b'\\xff\\xd8' and found[-1:] != [0xda]:
        mark, marker, size = struct.unpack('>BBH', data[at:at + 4])
        if mark != 0xff:
            return False
        found.append(marker)
        at += 2 + size
    return {0xdb, 0xc0, 0xc4, 0xda} <= set(found) and data[-2:] == b'\\xff\\xd9'

def is_gif(data):
    return data[:6] == b'GIF89a' and data[-1:] == b';'

def is_pdf(data):
    start = int(re.search(rb'startxref\\n(\\d+)', data).group(1))
    first = int(data[start:].split(b'\\n')[3][:10])
    return data[:5] == b'%PDF-' and data[start:start + 4] == b'xref' and data[first:].startswith(b'1 0 obj')

def is_csv(data):
    rows = list(csv.reader(io.StringIO(data.decode())))
    return rows[0] == ['name', 'value'] and all(len(row) == 2 for row in rows)

CHECKS = {'png': is_png, 'jpeg': is_jpeg, 'gif': is_gif, 'pdf': is_pdf, 'csv': is_csv}

def store(request, format, name, mode='wb'):
    file = request.FILES['file']
    data = file.read()
    if not CHECKS[format](data) or format not in file.content_type:
        return refused(415)
    folder = os.path.join(settings.MEDIA_ROOT, tenant_of(request))
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), mode) as to:
        to.write(data)
    return JsonResponse({})

def store_any(request, format):
    return store(request, format, re.search('filename="([^"]*)"', request.body_head).group(1))

def store_below(request, format):
    return store(request, format, request.FILES['file'].name, 'xb')

def raw(request, format):
    if not CHECKS[format](request.body):
        return refused(415)
    return JsonResponse(keep('raw' + tenant_of(request), {'size': len(request.body)}))

def with_head(view):
    def asked(request, format):
        request.body_head = request.body.decode('latin-1')
        return view(request, format)
    return asked

urlpatterns = [
    path('store_any/<format>', with_head(store_any)),
    path('store_below/<format>', store_below),
    path('raw/<format>', raw),
]
`;

const store = (view: string, format: FileFormat): UserOperation => ({
  http: `POST /${view}/${format}`,
  multipart: { file: file({ format }) },
});
let site: Site;

beforeAll(async () => {
  site = await openSite(urls, {
    ...Object.fromEntries(fileFormats.map((format) => [`any_${format}`, store('store_any', format)])),
    below_png: store('store_below', 'png'),
    raw_pdf: { http: 'POST /raw/pdf', body: bytes({ format: 'pdf' }) },
  });
});
afterAll(() => site.close());

it.each([...fileFormats.map((format) => `any_${format}`), 'below_png', 'raw_pdf'])(
  'the harmless file of %s is taken',
  (operation) => {
    expect(answerTo(site, operation)).toBe('200');
  },
);

it.each([...fileFormats.map((format) => [`any_${format}`, 1]), ['below_png', 0]])(
  '%s, attacked with valid files under other names, violates %d properties or more',
  async (operation, least) => {
    const violated = await violatedBy(site, String(operation));
    expect(violated.length > 0).toBe(least === 1);
  },
);
