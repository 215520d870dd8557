/** Reads the forms of pages: `<form action="/notes/" method="post"><input name="day" type="date">` sends a date called `day`. */
import { selectAll } from 'css-select';
import { DomUtils, parseDocument } from 'htmlparser2';
import type { FieldFacts } from '../model/exploring.ts';
import { headerValue } from '../model/headerValue.ts';
import type { StepResponse } from '../model/records.ts';
import { bodyText } from './answers.ts';

export interface PageForm {
  /** Path to which it is sent, without query; empty for the page itself. */
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly fields: readonly FieldFacts[];
}

const inputKinds: Readonly<Record<string, FieldFacts['kind']>> = {
  number: 'integer',
  range: 'integer',
  date: 'date',
  'datetime-local': 'time',
  time: 'time',
  email: 'email',
  url: 'url',
  file: 'file',
  checkbox: 'boolean',
};

export function formsIn(response: StepResponse): readonly PageForm[] {
  if (!/html/i.test(headerValue(response.headers, 'content-type') ?? '')) return [];
  const document = parseDocument(bodyText(response));
  return selectAll('form', document.children).flatMap((form) => {
    if (!('attribs' in form)) return [];
    const action = (DomUtils.getAttributeValue(form, 'action') ?? '')
      .replace(/^https?:\/\/[^/]*/, '')
      .replace(/[?#].*$/, '');
    const method = /^post$/i.test(DomUtils.getAttributeValue(form, 'method') ?? '') ? 'POST' : 'GET';
    const named = selectAll('input[name], select[name], textarea[name]', form.children);
    const fields = new Map(
      named.flatMap((one) => ('attribs' in one ? inputField(one) : [])).map((field) => [field.name, field]),
    );
    return [{ action, method, fields: [...fields.values()] }];
  });
}

type Element = Parameters<typeof DomUtils.getAttributeValue>[0];

function inputField(element: Element): FieldFacts[] {
  const read = (name: string): string | undefined => DomUtils.getAttributeValue(element, name);
  const name = read('name') ?? '';
  const type = (read('type') ?? 'text').toLowerCase();
  if (name === '' || name === 'csrfmiddlewaretoken' || ['submit', 'button', 'reset', 'image'].includes(type))
    return [];
  const required = DomUtils.hasAttrib(element, 'required');
  const longest = Number(read('maxlength'));
  const max = Number.isInteger(longest) && longest > 0 ? { max: longest } : {};
  if (element.name === 'select') return [{ name, kind: 'choice', required, choices: optionsOf(element) }];
  const given = read('value');
  const isChosen = (type === 'hidden' || type === 'radio') && given !== undefined && given !== '';
  return [
    isChosen
      ? { name, kind: 'choice', required, choices: [given] }
      : { name, kind: inputKinds[type] ?? 'text', required, ...max },
  ];
}

function optionsOf(select: Element): string[] {
  const options = selectAll('option', select.children);
  return options.flatMap((option) => {
    if (!('attribs' in option)) return [];
    const value = DomUtils.getAttributeValue(option, 'value') ?? DomUtils.textContent(option).trim();
    return value === '' ? [] : [value];
  });
}
