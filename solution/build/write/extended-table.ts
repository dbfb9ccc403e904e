import type { ExtendedTable } from '../../model/microsoft';
import { element, type XmlElement } from '../xml';
import { XSI } from './table';

/** `Entity.xml` of a table of another publisher: a shell with places for what is added, and no column. */
export function extendedTableFile(table: ExtendedTable): XmlElement {
  return element('Entity', XSI, [
    element('Name', { LocalizedName: table.displayName, OriginalName: table.displayName }, table.name),
    element('EntityInfo', {}, [element('entity', { Name: table.name }, [element('attributes')])]),
    ...(table.form ? [element('FormXml')] : []),
    element('RibbonDiffXml'),
  ]);
}
