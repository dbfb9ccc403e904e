import * as React from 'react';
import { FormSection } from './FormSection';
import type { FormModel } from './form-model';

/** The columns of sections of the tab that is open. Tabs that were opened stay, so that nothing typed is lost. */
export function FormBody({ model }: { model: FormModel }): JSX.Element {
  const opened = React.useRef(new Set<string>());
  opened.current.add(model.currentTab);
  return (
    <>
      {model.tabs
        .filter((tab) => opened.current.has(tab.id) && model.isVisible(tab))
        .map((tab) => (
          <div
            key={tab.id}
            id={`panel-${tab.id}`}
            role="tabpanel"
            aria-labelledby={`tab-${tab.id}`}
            className="tab-panel"
            hidden={tab.id !== model.currentTab}
            style={
              {
                '--columns': tab.columns.map((column) => `minmax(0, ${share(column.width)}fr)`).join(' '),
              } as React.CSSProperties
            }
          >
            {tab.columns.map((column, index) => (
              <div key={index} className="tab-column">
                {column.sections.map((section) => (
                  <FormSection key={section.id} model={model} section={section} />
                ))}
              </div>
            ))}
          </div>
        ))}
    </>
  );
}

function share(width: string): number {
  return Number.parseFloat(width) || 1;
}
