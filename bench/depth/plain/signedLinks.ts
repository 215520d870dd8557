/** Documents that their owner shares by a signed link: whoever holds the link may read, and nobody else. */
import { endpoint } from '../endpoint.ts';
import type { PlainKind } from '../feature.ts';
import { drawStock, stockFeature } from '../flaws/stock.ts';
import { python, quoted } from '../python.ts';

export const signedLinks: PlainKind = {
  id: 'signed-links',
  size: 4,
  plant: (plot) => {
    const { noun } = plot;
    const stock = drawStock(plot);
    const { id, text, from, isOthers } = stock;
    const share = endpoint(plot, 'change', [{ name: id, value: from }], { suffix: 'share' });
    const token = { name: 'token', value: `text({ from: '${share.name}.response.token' })` };
    const open = endpoint(plot, 'list', [token], { suffix: 'shared' });
    const feature = stockFeature(plot, stock, {
      title: `${noun.many}, shared by signed links.`,
      imports: ['from django.core import signing'],
      parts: [
        python`
          ${share.head}
              found = _load(${id})
              if found is None or ${isOthers('found')}:
                  raise inputs.Refused(404)
              return JsonResponse({"token": signing.dumps(${id}, salt=${quoted(noun.many)})})
        `,
        python`
          ${open.head}
              try:
                  found = _load(signing.loads(token, salt=${quoted(noun.many)}))
              except signing.BadSignature:
                  raise inputs.Refused(404) from None
              if found is None:
                  raise inputs.Refused(404)
              return JsonResponse({${quoted(text)}: found[${quoted(text)}]})
        `,
      ],
      endpoints: [share, open],
      suspect: open,
      drawn: [],
      proof: () => Promise.resolve(false),
    });
    return { ...feature, suspect: null, proof: null };
  },
};
