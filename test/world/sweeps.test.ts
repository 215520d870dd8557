/** What is over may be cleared away by whoever comes by, and is told as a question; what is not, or is named, is its owner's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed, text, type UserOperation, type UserParameter } from '../../config/userConfig.ts';
import type { Argument, Step } from '../../model/attack.ts';
import type { World } from '../../model/world.ts';
import { attackOf, itemTable, targetWorld, violatedOn } from './kit.ts';

const call = (name: string, more: Readonly<Record<string, UserParameter>> = {}): UserOperation => ({
  call: `./sweeps.py:${name}`,
  arguments: { who: fixed('{actor}'), ...more },
});
const page = text();
const root = fixed('{sandbox}');
const operations: Record<string, UserOperation> = {
  logIn: call('log_in', { text: text() }),
  upload: call('upload', { text: text() }),
  ticket: call('ticket', { text: text() }),
  attach: call('attach', { root, text: text() }),
  draft: call('draft', { text: text() }),
  visit: call('visit', { page }),
  visitCounting: call('visit_counting', { page }),
  visitTelling: call('visit_telling', { page }),
  visitUploads: call('visit_uploads', { page }),
  visitTickets: call('visit_tickets', { page }),
  visitAttached: call('visit_attached', { root, page }),
  markUploads: call('mark_uploads', { page }),
  clearSessions: call('clear_sessions'),
  clearBefore: call('clear_before', { before: text({ example: '1000' }) }),
  clearDrafts: call('clear_drafts'),
  clearAttached: call('clear_attached', { root }),
  dropSession: call('drop_session', { id: text({ from: 'logIn.response' }) }),
  // As they are when the cases begin, because others take values of theirs.
  dropUpload: call('drop_session', { id: text({ from: 'upload.response' }) }),
  dropTicket: call('drop_session', { id: text({ from: 'ticket.response' }) }),
  dropAttached: call('drop_session', { id: text({ from: 'attach.response' }) }),
  dropDraft: call('drop_session', { id: text({ from: 'draft.response' }) }),
};
let world: World;

beforeAll(async () => {
  world = await targetWorld(operations, {
    ...{ dynamodb: { tables: [itemTable('things')] }, attacker: { powers: ['request'] } },
  });
});
afterAll(() => world.close());

async function violated(
  operation: string,
  args: Readonly<Record<string, Argument>> = {},
  earlier: readonly Step[] = [],
): Promise<string[]> {
  const steps = [...earlier, { operation, actor: 'attacker', arguments: args }];
  return violatedOn(world, attackOf(steps));
}

const victims = (operation: string): Step => ({ operation, actor: 'victim', arguments: {} });

describe('what is over', () => {
  it.each(['visit', 'visitCounting', 'visitUploads', 'visitAttached', 'markUploads'])(
    'is cleared away by %s, which is a question',
    async (operation) => {
      expect(await violated(operation)).toEqual(['unclear-owner']);
      expect(await violated(operation, { page: { text: 'victim' } })).toEqual(['unclear-owner']);
    },
  );

  it('is cleared away where a victim has made it in the case', async () => {
    expect(await violated('visit', {}, [victims('logIn')])).toEqual(['unclear-owner']);
    expect(await violated('visitUploads', {}, [victims('upload')])).toEqual(['unclear-owner']);
  });

  it('is its owner’s to know', async () => {
    expect(await violated('visitTelling')).toEqual(['no-cross-tenant-read', 'unclear-owner']);
  });

  it('is its owner’s where the request names it', async () => {
    const id = { text: [{ known: { actor: 'victim', operation: 'logIn', name: 'response' } }] };
    expect(await violated('dropSession', { id })).toEqual(['no-cross-tenant-delete']);
  });

  it('is its owner’s where the request says what is over', async () => {
    expect(await violated('clearBefore')).toEqual([]);
    expect(await violated('clearBefore', { before: { text: '99999999999' } })).toContain(
      'no-cross-tenant-delete',
    );
  });
});

describe('what is not over', () => {
  it('is looked at by who sweeps, and left alone', async () => {
    expect(await violated('visitTickets')).toEqual([]);
  });

  it.each(['clearSessions', 'clearDrafts', 'clearAttached'])(
    'is its owner’s, whatever %s is sent',
    async (operation) => {
      expect(await violated(operation)).toContain('no-cross-tenant-delete');
      expect(await violated(operation, {}, [victims('logIn'), victims('draft')])).toContain(
        'no-cross-tenant-delete',
      );
    },
  );
});
