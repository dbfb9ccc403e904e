import { SYNC_STATUS_CONTROL } from '../../model/microsoft';
import { element, textElement, type XmlElement } from '../xml';
import { XSI } from './table';

/** Folder of the control, whose other files are built elsewhere in the project. */
export const CONTROL_FOLDER = `Controls/${SYNC_STATUS_CONTROL}`;

/** `ControlManifest.xml.data.xml`: makes the control's folder a component. */
export function controlFile(): XmlElement {
  return element('CustomControl', XSI, [
    textElement('Name', SYNC_STATUS_CONTROL),
    textElement('FileName', `/${CONTROL_FOLDER}/ControlManifest.xml`),
  ]);
}
