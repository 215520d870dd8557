/** A wrong field of a config is told with its path and what is allowed there. */
import { describe, expect, it } from 'vitest';
import { completeConfig } from '../../config/completeConfig.ts';
import { checkConfig } from '../../config/schema.ts';
import { bytes, file, text } from '../../config/userConfig.ts';
import { completed } from './kit.ts';

describe('a wrong field is told with its path and what is allowed', () => {
  it.each([
    [
      'operation-of-no-kind',
      { x: { comand: 'a' } },
      'operations.x: must have one of http, call, consumer, storage, field, command',
    ],
    [
      'command-name',
      { x: { command: './manage.py x' } },
      'operations.x.command: must name a management command, like "export_assets"',
    ],
    [
      'unknown-field',
      { x: { command: 'a', option: {} } },
      'operations.x.option: unknown field; allowed: command, arguments, options, operator, after',
    ],
    [
      'file-for-a-command',
      { x: { command: 'a', arguments: { f: file() } } },
      "operations.x.arguments.f.kind: a command takes words: text(), json(), fixed(), or file(), bytes() and archive() as: 'path'",
    ],
    [
      'bytes-for-a-command',
      { x: { command: 'a', options: { '--f': bytes() } } },
      "operations.x.options.--f.kind: a command takes words: text(), json(), fixed(), or file(), bytes() and archive() as: 'path'",
    ],
    [
      'option-without-dashes',
      { x: { command: 'a', options: { format: text() } } },
      'operations.x.options.format: must be a long option, like "--format"',
    ],
    [
      'field-without-model',
      { x: { field: 'Paper.file' } },
      'operations.x.field: must name a file field of a model, like "app.Model.file"',
    ],
    [
      'method-of-storage',
      { x: { storage: 'default', methods: ['get_valid_name'] } },
      'operations.x.methods.0: must be one of save, open, delete',
    ],
  ])('%s', (_, operations, message) => {
    expect(() => checkConfig({ operations }, 'c.ts')).toThrow(`c.ts: ${message}`);
  });

  it.each([
    ['publsh', '"publsh" is no other operation; there are publish'],
    ['show', '"show" is no other operation; there are publish'],
  ])('after %s', (after, message) => {
    const operations = { show: { call: 'a:b', after: [after] }, publish: { call: 'a:c' } };
    expect(() => completed(operations)).toThrow(`operations.show.after: ${message}`);
  });

  it('example-from-nowhere', () => {
    const operations = { x: { command: 'a', options: { '--f': text({ example: 'a/{from}' }) } } };
    expect(() => completed(operations)).toThrow(
      'operations.x: --f: the example holds {from}, and no `from` says what goes there',
    );
  });

  it('knows', () => {
    const user = { operations: { share: { call: 'a:b' } } };
    const knows = (...all: readonly string[]) =>
      completeConfig({ ...user, attacker: { knows: all } }, '/c/t.ts');
    expect(knows('share.response.token').attacker.knows).toEqual([
      { operation: 'share', name: 'response.token' },
    ]);
    expect(() => knows('tokens')).toThrow('attacker.knows: "tokens" names no value');
  });

  it('powers', () => {
    const attacker = { powers: ['request', { 'own-folder': ['../x'] }] };
    expect(() => checkConfig({ attacker }, 'c.ts')).toThrow('attacker.powers.1');
  });

  it('from-nowhere', () => {
    const operations = { x: { command: 'a', options: { '--f': text({ from: 'y.response' }) } } };
    expect(() => completed(operations)).toThrow(
      'operations.x: --f.from: "y.response" names no value; write OPERATION.arguments.NAME or OPERATION.response.FIELD with one of the operations x',
    );
  });
});
