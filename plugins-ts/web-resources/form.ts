import { AfterSave } from './after-save';
import { recordRef } from './platform';
import { platform, publish } from './xrm';

const afterSave = new AfterSave(platform);

function onPostSave(context: Xrm.Events.PostSaveEventContext): void {
  // Fires after failure too.
  if (!context.getEventArgs().getIsSaveSuccess()) return;
  const { entity } = context.getFormContext().data;
  void afterSave.saved(recordRef(entity.getEntityName(), entity.getId()));
}

/** The form's OnLoad handler; may run more than once on a form. */
function onLoad(context: Xrm.Events.EventContext): void {
  const { entity } = context.getFormContext().data;
  entity.removeOnPostSave(onPostSave);
  entity.addOnPostSave(onPostSave);
}

publish({ Form: { onLoad } });
