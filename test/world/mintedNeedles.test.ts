/** Which letters of a victim's token are looked for in others' answers: none that whoever gives the same name would be given. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { countCuts } from '../../model/cuts.ts';
import { mintedSecrets } from '../../world/owners/minted.ts';

const field = { operation: 'logIn', name: 'response.token' };

function signed(claims: object, key = 'k'): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${payload}.${createHmac('sha256', key).update(payload).digest('base64url')}`;
}

/** What is found of a victim's token in an answer, where the attacker had another one in rehearsal. */
function found(victims: string, attackers: string, answer: string): readonly string[] {
  const minted = mintedSecrets();
  minted.plant(
    [
      { ...field, actor: 'victim', value: victims },
      { ...field, actor: 'attacker', value: attackers },
    ],
    countCuts(),
  );
  return minted.findIn(answer, []).map(({ canary }) => canary.planted);
}

describe('a token that names its account', () => {
  const [own, victims] = [
    signed({ sub: 'mallory@customers.example.com', ws: 'm' }),
    signed({ sub: 'mallory2@customers.example.com', ws: 'v' }),
  ];

  it('is not found in that of an account with a name that goes on from it', () => {
    expect(
      found(victims, own, `{"token":"${signed({ sub: 'mallory2@customers.example.com1', ws: 'm' })}"}`),
    ).toEqual([]);
    const plain = (name: string): string =>
      Buffer.from(`session of ${name} and no more`).toString('base64url');
    expect(
      found(plain('mallory2 of the north'), plain('mallory'), plain('mallory2 of the northern')),
    ).toEqual([]);
  });

  it('is found as it is, and by its signature alone', () => {
    expect(found(victims, own, `{"token":"${victims}"}`)).toEqual(["victim's logIn response.token"]);
    const [, signature = ''] = victims.split('.');
    expect(found(victims, own, signature)).toHaveLength(1);
    expect(found(victims, own, Buffer.from(`x${signature}`).toString('base64'))).toHaveLength(1);
  });
});

it.each([
  ['hexadecimal digits', '3f0c9a71d2be48c59e7710aa4c61f0de', '91be44d07a3c4f219c0e5d7b8f3a6612'],
  ['a UUID', '550e8400-e29b-41d4-a716-446655440000', '9f1c2d3e-4b5a-4678-8899-aabbccddeeff'],
  ['base64 of random bytes', 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJ', 'AQIDqrvM3e7_ABEiM0RVZneImaq7zN3u'],
  ['digits', '48201937465019283746', '91827364554637281900'],
])('%s are looked for from their first letter', (_, victims, own) => {
  expect(found(victims, own, `link ${victims.slice(0, 16)} cut`)).toHaveLength(1);
});
