import { Link } from '@fluentui/react';
import * as React from 'react';
import type { FinanceLink } from '../status/view';
import { Icon } from './Icon';

/** A key in Finance with the way there: `frrt · PRJ-001042` and an arrow. */
export function FinanceKey({ link }: { readonly link: FinanceLink }): React.ReactElement {
  return (
    <span className="tandem-sync-key">
      {link.text}
      {link.url !== null && (
        <Link
          className="tandem-sync-out"
          href={link.url}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={link.name}
          title={link.name}
        >
          <Icon name="openOut" size={13} />
        </Link>
      )}
    </span>
  );
}
