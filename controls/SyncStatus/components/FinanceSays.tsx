import { Link } from '@fluentui/react';
import * as React from 'react';
import type { Says } from '../status/view';

/** The other side's own words, and the code with what it means. */
export function FinanceSays({ says }: { readonly says: Says }): React.ReactElement {
  const [isExplained, setExplained] = React.useState(false);
  return (
    <div className="tandem-sync-says">
      <div className="tandem-sync-says-head">
        <span>{says.heading}</span>
        {says.code !== null && (
          <Link
            aria-expanded={isExplained}
            aria-label={says.explanationName}
            onClick={() => setExplained((before) => !before)}
          >
            {says.code}
          </Link>
        )}
      </div>
      {says.quote !== null && <blockquote>{says.quote}</blockquote>}
      {isExplained && <p>{says.explanation}</p>}
    </div>
  );
}
