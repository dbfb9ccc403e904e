import {
  SYNC_STATUS_CONTROL,
  SYNC_STATUS_PROPERTIES,
  type ExtendedTable,
  type FormAddition,
} from '../../model/microsoft';
import { INTRODUCED } from '../../model/solution';
import { logicalName } from '../../model/table';
import { FORM_SCRIPT } from '../../model/web-resources';
import { LANGUAGES } from '../../model/words';
import { bracedIdOf } from '../identifiers';
import { element, textElement, type XmlElement } from '../xml';
import { CONTROL } from './form';
import { plainLabels } from './labels';
import { XSI } from './table';

/**
 * Places far behind whatever a form has. A merge puts the additions last, so that nothing of the form's own moves; the
 * form has at most seven handlers of its own in the versions seen.
 */
const LAST = { section: 90, handler: 50 };

/** First cell of the first column of a section, as differences number cells: column × 10 000 + running index. */
const FIRST_CELL = 10_000;

/** Phone, tablet and browser: where the control stands in for the platform's own. */
const FORM_FACTORS = [0, 1, 2];

/**
 * A difference to a form of another publisher: ancestors are repeated with their identity, what is new carries
 * `solutionaction="Added"`. The platform merges it into the form that it finds and takes it out again with the solution.
 */
export function formAdditionFile(table: ExtendedTable, addition: FormAddition): XmlElement {
  const path = ['form', logicalName(table.name), addition.formId];
  const control = bracedIdOf(...path, 'sync-status');
  return element('forms', XSI, [
    element('systemform', {}, [
      textElement('formid', addition.formId),
      textElement('IntroducedVersion', INTRODUCED),
      textElement('FormPresentation', 1),
      textElement('FormActivationState', 1),
      element('form', {}, [
        element('tabs', {}, [
          element('tab', { name: addition.tab.name, id: addition.tab.id, IsUserDefined: 0 }, [
            element('columns', {}, [
              element('column', { width: '33%', id: addition.column }, [
                element('sections', {}, [section(addition, path, control)]),
              ]),
            ]),
          ]),
        ]),
        element('controlDescriptions', {}, [controlDescription(addition, control)]),
        element('formLibraries', {}, [
          element('Library', {
            name: FORM_SCRIPT,
            libraryUniqueId: bracedIdOf(...path, 'library'),
            solutionaction: 'Added',
          }),
        ]),
        element('events', {}, [onLoad(path)]),
      ]),
      // In the base language only: names in other languages are the owner's.
      element('LocalizedNames', {}, [
        element('LocalizedName', { description: addition.formName, languagecode: LANGUAGES[0] }),
      ]),
    ]),
  ]);
}

function section(addition: FormAddition, path: readonly string[], control: string): XmlElement {
  return element(
    'section',
    {
      name: 'tandem_finance',
      id: bracedIdOf(...path, 'section'),
      IsUserDefined: 0,
      locklevel: 0,
      showlabel: 'true',
      showbar: 'false',
      layout: 'varwidth',
      celllabelalignment: 'Left',
      celllabelposition: 'Left',
      columns: 1,
      labelwidth: 115,
      ordinalvalue: LAST.section,
      solutionaction: 'Added',
    },
    plainLabels(['Finance', 'Finance']),
    element('rows', {}, [
      element('row', {}, [
        element(
          'cell',
          {
            id: bracedIdOf(...path, 'cell'),
            showlabel: 'false',
            locklevel: 0,
            colspan: 1,
            rowspan: 1,
            ordinalvalue: FIRST_CELL,
          },
          plainLabels(addition.boundLabel),
          element('control', {
            // A second control on the same column needs an id of its own.
            id: `${addition.boundColumn}_tandem`,
            classid: CONTROL.text,
            datafieldname: addition.boundColumn,
            disabled: 'false',
            uniqueid: control,
          }),
        ),
      ]),
    ]),
  );
}

function controlDescription(addition: FormAddition, control: string): XmlElement {
  const parameters = SYNC_STATUS_PROPERTIES.map(({ name, type, from }) =>
    element(name, { type }, from === 'boundColumn' ? addition.boundColumn : from),
  );
  return element('controlDescription', { forControl: control, solutionaction: 'Added' }, [
    element('customControl', { id: CONTROL.text }, [
      element('parameters', {}, [textElement('datafieldname', addition.boundColumn)]),
    ]),
    ...FORM_FACTORS.map((formFactor) =>
      element('customControl', { formFactor, name: SYNC_STATUS_CONTROL }, [element('parameters', {}, parameters)]),
    ),
  ]);
}

/** The form has handlers of this event: only ours is new. The script itself listens to what else happens on the form. */
function onLoad(path: readonly string[]): XmlElement {
  return element('event', { name: 'onload', application: 'false', active: 'false' }, [
    element('Handlers', {}, [
      element('Handler', {
        functionName: 'Tandem.Form.onLoad',
        libraryName: FORM_SCRIPT,
        handlerUniqueId: bracedIdOf(...path, 'onload'),
        enabled: 'true',
        parameters: '',
        passExecutionContext: 'true',
        ordinalvalue: LAST.handler,
        solutionaction: 'Added',
      }),
    ]),
  ]);
}
