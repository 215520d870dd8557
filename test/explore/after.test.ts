/** What runs before a list from whose answer an id is taken. */
import { expect, it } from 'vitest';
import { afterOf } from '../../explore/after.ts';
import type { Candidate, Source } from '../../explore/candidate.ts';
import { newWanted } from '../../explore/growth.ts';
import { noHints } from '../../explore/values.ts';

function candidate(name: string, method: string, path: string, source: Source | null = null): Candidate {
  const wanted = { ...newWanted('path', 'id', noHints('id', 'path', false), false, true), source };
  const route = { path, name: null, methods: [method], parameters: [], location: null };
  return { name, method, route, wanted: [wanted], dropped: new Set() };
}

const fromList: Source = { operation: 'getDeals', member: 'response.deals.-1.id' };

it('runs what makes things below the same address before a list of them', () => {
  const all = [
    candidate('postDeals', 'POST', '/deals/'),
    candidate('postNotes', 'POST', '/notes/'),
    candidate('getDeals', 'GET', '/deals/'),
    candidate('getDeal', 'GET', '/deals/{id}/', fromList),
  ];
  expect([...afterOf(all)]).toEqual([['getDeals', ['postDeals']]]);
});

it('lets nothing wait for what waits for it', () => {
  const all = [
    candidate('putDeal', 'PUT', '/deals/{id}/', fromList),
    candidate('getDeals', 'GET', '/deals/'),
    candidate('getDeal', 'GET', '/deals/{id}/', { operation: 'putDeal', member: 'response.id' }),
  ];
  expect([...afterOf(all)]).toEqual([]);
});

it('runs what makes the things of an address before their list, wherever that is made', () => {
  const all = [
    candidate('postBuy', 'POST', '/books/{id}/buy/'),
    candidate('getOrders', 'GET', '/orders/'),
    candidate('getOrder', 'GET', '/orders/{id}/', {
      operation: 'postBuy',
      header: 'Location',
      match: '/orders/([^/]+)/',
    }),
    candidate('postCancel', 'POST', '/orders/{id}/cancel/', {
      operation: 'getOrder',
      match: '/orders/([^/]+)/',
    }),
    candidate('getIndex', 'GET', '/'),
  ];
  expect([...afterOf(all)]).toEqual([['getOrders', ['postBuy']]]);
});
