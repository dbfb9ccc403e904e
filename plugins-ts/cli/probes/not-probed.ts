/** What only a tenant with its business configuration can tell, and why it is not tried here. */
export const NOT_PROBED: readonly { readonly probe: string; readonly reason: string }[] = [
  {
    probe: 'If-Match on a staging entity',
    reason: 'a staging row that is there has been posted or waits to be; only a test company may be written to',
  },
  {
    probe: 'Insert and update of one staging row, and one staging key inserted twice',
    reason: 'a staging row is imported into a journal by a batch job and cannot be taken back; it needs a test company',
  },
  {
    probe: 'Automatic approval of an expense and of a vendor invoice written by an application user',
    reason: 'it makes actuals, which cannot be deleted; it needs a test project',
  },
  {
    probe: 'A held-open transaction against a delta token',
    reason: 'the Web API cannot hold a transaction open; it takes a plug-in that waits',
  },
  {
    probe: 'Invoice confirmation while the maps are stopped',
    reason: 'it needs a proforma invoice that may be confirmed',
  },
  {
    probe: 'Whether the caller may choose the execution id of ImportFromPackage',
    reason: 'it imports a data package, whose rows stay',
  },
  {
    probe: 'Whether a BroadcastChannel connects form script and control',
    reason: 'only a browser can tell: open a record with the sync status section and save it',
  },
];
