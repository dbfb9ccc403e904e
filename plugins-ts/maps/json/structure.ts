import type { ProblemName } from '../codes';
import { finding, type Finding } from '../finding';
import type { Value } from '../value';
import type { Place } from './place';

/** Collects what is wrong with the structure of one map, all at once, so that an author corrects a file in one go. */
export class Structure {
  readonly findings: Finding[] = [];

  constructor(
    private readonly map: string,
    private readonly file: string | undefined,
  ) {}

  report(name: ProblemName, place: Place, parameters: Record<string, Value> = {}, column?: string): void {
    this.findings.push(
      finding(
        name,
        { map: this.map, column, file: this.file, at: place.position },
        { property: place.path, ...parameters },
      ),
    );
  }

  /** A text that has to be there, and to say something. */
  text(place: Place, expected: string): string {
    if (isAbsent(place) || place.scalar === '') this.report('MISSING', place, { expected });
    return this.optionalText(place) ?? '';
  }

  /** A text that may be absent or null; "" is one. */
  optionalText(place: Place): string | undefined {
    if (isAbsent(place)) return undefined;
    return this.typed(place, 'string', 'a text') ? (place.scalar as string) : undefined;
  }

  flag(place: Place): boolean | undefined {
    if (isAbsent(place)) return undefined;
    return this.typed(place, 'boolean', 'true or false') ? (place.scalar as boolean) : undefined;
  }

  number(place: Place, expected: string): number {
    if (isAbsent(place)) this.report('MISSING', place, { expected });
    return this.optionalNumber(place) ?? 0;
  }

  optionalNumber(place: Place): number | undefined {
    if (isAbsent(place)) return undefined;
    return this.typed(place, 'number', 'a number') ? (place.scalar as number) : undefined;
  }

  /** An object that has to be there. */
  object(place: Place, expected: string): Place {
    if (!place.exists) this.report('MISSING', place, { expected });
    else this.typed(place, 'object', expected);
    return place;
  }

  /** The elements of an array that has to be there. */
  array(place: Place, expected: string): readonly Place[] {
    if (!place.exists) this.report('MISSING', place, { expected });
    else this.typed(place, 'array', expected);
    return place.elements;
  }

  optionalArray(place: Place, expected: string): readonly Place[] {
    return isAbsent(place) ? [] : this.array(place, expected);
  }

  /** Texts by name, as `names` and value maps have them. */
  texts(place: Place): Record<string, string> | undefined {
    if (isAbsent(place)) return undefined;
    if (!this.typed(place, 'object', 'an object of texts')) return undefined;
    return Object.fromEntries(place.properties.map(({ name, place: value }) => [name, this.optionalText(value) ?? '']));
  }

  /** One of a few words. */
  word<W extends string>(place: Place, allowed: readonly W[], otherwise: W): W {
    const said = this.optionalText(place);
    if (said === undefined) return otherwise;
    const found = allowed.find((one) => one === said);
    if (found === undefined) this.report('NOT_A_CHOICE', place, { value: said, allowed: allowed.join(', ') });
    return found ?? otherwise;
  }

  private typed(place: Place, kind: Place['kind'], expected: string): boolean {
    if (place.kind === kind) return true;
    this.report('WRONG_TYPE', place, { found: FOUND[place.kind], expected });
    return false;
  }
}

const isAbsent = (place: Place): boolean => !place.exists || place.kind === 'null';

const FOUND: Readonly<Record<Place['kind'], string>> = {
  object: 'an object',
  array: 'a list',
  property: 'a property',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  absent: 'nothing',
};
