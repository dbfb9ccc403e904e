import * as React from 'react';
import type { Section } from '../../model/form';
import { FormCell } from './Field';
import type { FormModel } from './form-model';

/** A card of the form. */
export function FormSection({ model, section }: { model: FormModel; section: Section }): JSX.Element | null {
  if (!model.isVisible(section)) return null;
  const label = model.labelOf(section);
  const id = `section-${section.id}`;
  return (
    <section className="card form-section" data-section={section.name} {...(label ? { 'aria-label': label } : {})}>
      {section.showLabel && label !== '' && (
        <h2 id={id} className="section-title">
          {label}
        </h2>
      )}
      <div className="section-grid" style={{ gridTemplateColumns: `repeat(${section.columns}, minmax(0, 1fr))` }}>
        {section.cells.map((cell) => (
          <FormCell key={cell.id || `${cell.row}-${cell.column}`} model={model} cell={cell} />
        ))}
      </div>
    </section>
  );
}
