import type { Sandbox } from '..';

/** Where a person opens an app. @throws Error when the app is not there */
export async function appAddress({ dataverse }: Sandbox, uniqueName: string): Promise<string> {
  const query = `appmodules?$select=appmoduleid&$filter=${encodeURIComponent(`uniquename eq '${uniqueName}'`)}`;
  const answer = await fetch(`${dataverse.api}/${query}`, { headers: { authorization: 'Bearer sandbox-admin' } });
  const { value = [] } = (await answer.json()) as { value?: { appmoduleid: string }[] };
  const [app] = value;
  if (app === undefined) throw new Error(`There is no app ${uniqueName}.`);
  return `${dataverse.url}/main.aspx?appid=${app.appmoduleid}`;
}
