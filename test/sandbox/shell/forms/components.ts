import type { Organization } from '../../dataverse/organization';
import { APP, siteMapXml } from './app';
import { formXml, stableId, type Words } from './form-xml';
import { FORMS } from './forms';
import { fetchXml, layoutXml, VIEWS, viewId } from './views';

const FRENCH = '1036';

/**
 * Puts the forms, views, app and site map that are there before Tandem into an organisation. Does nothing where the app
 * is there already, so that what a solution merged into a form stays.
 */
export function plantComponents(organization: Organization): void {
  if (organization.row('appmodule', APP.id)) return;
  organization.transaction(() => {
    for (const form of FORMS) {
      const columns = organization.catalog.table(form.table).columns;
      const typeOf = (name: string): string => {
        const column = columns.find((candidate) => candidate.name === name);
        if (!column) throw new Error(`The form of ${form.table} has a column ${name} that the table has not.`);
        return column.type;
      };
      put(organization, 'systemform', form.id, form.name, {
        formid: form.id,
        objecttypecode: form.table,
        type: 2,
        formxml: formXml(form, typeOf),
        formactivationstate: 1,
        isdefault: true,
        ismanaged: true,
      });
    }
    for (const view of VIEWS) {
      const { primaryId } = organization.catalog.table(view.table);
      put(organization, 'savedquery', viewId(view), view.name, {
        savedqueryid: viewId(view),
        returnedtypecode: view.table,
        querytype: view.kind,
        fetchxml: fetchXml(view, primaryId),
        layoutxml: layoutXml(view, primaryId),
        isdefault: view.isDefault === true,
        isquickfindquery: view.kind === 4,
        ismanaged: true,
      });
    }
    put(organization, 'appmodule', APP.id, APP.name, {
      appmoduleid: APP.id,
      uniquename: APP.uniqueName,
      clienttype: 4,
      formfactor: 1,
      ismanaged: true,
    });
    organization.put('sitemap', {
      sitemapid: stableId('sitemap', APP.uniqueName),
      sitemapname: APP.name[0],
      sitemapnameunique: APP.uniqueName,
      sitemapxml: siteMapXml(),
      ismanaged: true,
    });
  });
}

/** A row with a name in English, and the same in French as a document beside it. */
function put(
  organization: Organization,
  table: string,
  id: string,
  [english, french]: Words,
  values: Parameters<Organization['put']>[1],
): void {
  organization.put(table, { ...values, name: english });
  organization.documents.put('localized labels', `${table}/${id}`, { name: { [FRENCH]: french } });
}
