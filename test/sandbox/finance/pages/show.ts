import { type Field } from '../model/entity';
import { isEmpty, type Value } from '../model/value';

/** A value for a person's eyes; nothing for an empty one. */
export function shown(field: Field, value: Value): string {
  switch (field.type) {
    case 'day':
    case 'instant':
      return isEmpty(field, value) ? '' : date(value);
    case 'guid':
      return isEmpty(field, value) ? '' : value;
    case 'decimal':
    case 'int32':
    case 'int64':
      return grouped(value);
    default:
      return value;
  }
}

export function isNumber(field: Field): boolean {
  return ['decimal', 'int32', 'int64'].includes(field.type);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function date(value: Value): string {
  const [year, month, day] = value.slice(0, 10).split('-');
  const time = value.length > 10 ? ` ${value.slice(11, 16)}` : '';
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}${time}`;
}

function grouped(value: Value): string {
  const [whole = '', fraction] = value.split('.');
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? text : `${text}.${fraction}`;
}

/** A day, blank where there is none. */
export function dayShown(value: Value): string {
  return value === '1900-01-01' || value === '' ? '' : date(value);
}

/** An instant to the minute, in UTC. */
export function moment(value: Value): string {
  return value === '' ? '' : date(value);
}

/** An amount with two digits, or as many as it has. */
export function amountShown(value: Value): string {
  const [whole = '', fraction = ''] = value.split('.');
  return grouped(`${whole}.${fraction.padEnd(2, '0')}`);
}
