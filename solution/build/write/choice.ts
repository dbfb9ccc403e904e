import { optionValue, type Choice } from '../../model/choices';
import { INTRODUCED } from '../../model/solution';
import { element, textElement, type XmlElement } from '../xml';
import { descriptions, displayNames, plainLabels } from './labels';
import { XSI } from './table';

/** `OptionSets/<name>.xml`: a choice that several tables share. */
export function choiceFile(choice: Choice): XmlElement {
  return element('optionset', { ...XSI, Name: choice.name, localizedName: choice.label[0] }, [
    textElement('OptionSetType', 'picklist'),
    textElement('IsGlobal', 1),
    textElement('IntroducedVersion', INTRODUCED),
    textElement('IsCustomizable', 1),
    displayNames(choice.label),
    descriptions(choice.description),
    element(
      'options',
      {},
      choice.options.map((option, place) =>
        element(
          'option',
          { value: optionValue(place), ExternalValue: '', Color: option.color, IsHidden: 0 },
          plainLabels(option.label),
        ),
      ),
    ),
  ]);
}
