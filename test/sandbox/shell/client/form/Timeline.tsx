import * as React from 'react';
import { t } from '../platform/session';

/** The timeline's place on the form. The sandbox keeps no activities, so it is always empty. */
export function Timeline({ label }: { label: string }): JSX.Element {
  return (
    <div className="timeline" role="group" aria-label={label}>
      <p className="quiet">{t('timelineEmpty')}</p>
    </div>
  );
}
