import { openInFinance } from './open-in-finance';
import { recordRef, type RecordRef } from './platform';
import { syncNow } from './sync-now';
import { platform, publish } from './xrm';

/** What the command bar hands over: the form, or a list with its selected rows. */
type Control = Xrm.FormContext | Xrm.Controls.GridControl;
/** `SelectedControlSelectedItemReferences`. */
type Selected = readonly { readonly Id: string; readonly TypeName: string }[];

const CREATE_FORM = 1;

function records(control: Control, selected?: Selected): readonly RecordRef[] {
  if (selected !== undefined) return selected.map(({ Id, TypeName }) => recordRef(TypeName, Id));
  const { data, ui } = control as Xrm.FormContext;
  const isNew = ui.getFormType() === CREATE_FORM || data.entity.getId() === '';
  return isNew ? [] : [recordRef(data.entity.getEntityName(), data.entity.getId())];
}

/** What is typed but not saved would not travel. Answers false when it could not be saved: the form says why. */
async function isSaved(control: Control, selected?: Selected): Promise<boolean> {
  if (selected !== undefined) return true;
  const { data } = control as Xrm.FormContext;
  if (!data.entity.getIsDirty()) return true;
  return data.save().then(
    () => true,
    () => false,
  );
}

publish({
  Commands: {
    /** Enable rule: there is something saved to sync. */
    canSync: (control: Control, selected?: Selected): boolean => records(control, selected).length > 0,
    syncNow: async (control: Control, selected?: Selected): Promise<void> => {
      if (await isSaved(control, selected)) await syncNow(platform, records(control, selected));
    },
    openInFinance: async (control: Control, selected?: Selected): Promise<void> => {
      const [record] = records(control, selected);
      if (record !== undefined) await openInFinance(platform, record);
    },
  },
});
