import { INTRODUCED } from '../../model/solution';
import { logicalName, type Table } from '../../model/table';
import { iconResource } from '../../model/web-resources';
import { element, textElement, type XmlElement } from '../xml';
import { customColumn, systemColumns } from './column';
import { descriptions, displayNames, localizedNames, labels } from './labels';

export const XSI = { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance' };

/** `Entity.xml` of one of Tandem's own tables. Forms, views and the ribbon stand in files beside it. */
export function tableFile(table: Table): XmlElement {
  return element('Entity', XSI, [
    element('Name', { LocalizedName: table.label[0], OriginalName: table.label[0] }, table.name),
    element('EntityInfo', {}, [
      element('entity', { Name: table.name }, [
        localizedNames(table.label),
        labels('LocalizedCollectionNames', 'LocalizedCollectionName', table.collectionLabel),
        descriptions(table.description),
        element('attributes', {}, columns(table)),
        textElement('EntitySetName', table.set),
        ...properties(table),
        ...keys(table),
      ]),
    ]),
    element('FormXml'),
    element('SavedQueries'),
    element('RibbonDiffXml'),
  ]);
}

/** As the platform exports them: by schema name, without regard to case. */
function columns(table: Table): XmlElement[] {
  const all = [...table.columns.map((column) => customColumn(table, column)), ...systemColumns(table)];
  const name = (column: XmlElement): string => logicalName(column.attributes['PhysicalName'] ?? '');
  return all.sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

function keys(table: Table): XmlElement[] {
  const { key } = table;
  if (!key) return [];
  return [
    element('EntityKeys', {}, [
      element('EntityKey', {}, [
        textElement('Name', key.name),
        textElement('LogicalName', logicalName(key.name)),
        textElement('IntroducedVersion', INTRODUCED),
        textElement('IsCustomizable', 0),
        element(
          'EntityKeyAttributes',
          {},
          key.columns.map((column) => textElement('AttributeName', column)),
        ),
        displayNames(key.label),
      ]),
    ]),
  ];
}

/** What the table can do, in the platform's order. Whatever Tandem has no use for is off; customers may build on the rest. */
function properties(table: Table): XmlElement[] {
  const mobile = table.onMobile ? 1 : 0;
  const settings: readonly (readonly [string, string | number])[] = [
    ['IsDuplicateCheckSupported', 0],
    ['IsBusinessProcessEnabled', 0],
    ['IsRequiredOffline', 0],
    ['IsInteractionCentricEnabled', 0],
    ['IsCollaboration', 0],
    ['AutoRouteToOwnerQueue', 0],
    ['IsConnectionsEnabled', 0],
    ['EntityColor', ''],
    ['IsDocumentManagementEnabled', 0],
    ['AutoCreateAccessTeams', 0],
    ['IsOneNoteIntegrationEnabled', 0],
    ['IsKnowledgeManagementEnabled', 0],
    ['IsSLAEnabled', 0],
    ['IsDocumentRecommendationsEnabled', 0],
    ['IsBPFEntity', 0],
    ['OwnershipTypeMask', table.ownership],
    ['IsAuditEnabled', table.audited ? 1 : 0],
    ['IsRetrieveAuditEnabled', 0],
    ['IsRetrieveMultipleAuditEnabled', 0],
    ['IsActivity', 0],
    ['ActivityTypeMask', ''],
    ['IsActivityParty', 0],
    ['IsReplicated', 0],
    ['IsReplicationUserFiltered', 0],
    ['IsMailMergeEnabled', 0],
    ['IsVisibleInMobile', 0],
    ['IsVisibleInMobileClient', mobile],
    ['IsReadOnlyInMobileClient', 0],
    ['IsOfflineInMobileClient', 0],
    ['DaysSinceRecordLastModified', 0],
    ['MobileOfflineFilters', ''],
    ['IsMapiGridEnabled', 1],
    ['IsReadingPaneEnabled', 1],
    ['IsQuickCreateEnabled', 0],
    ['SyncToExternalSearchIndex', 0],
    ['IntroducedVersion', INTRODUCED],
    ['IsCustomizable', 1],
    ['IsRenameable', 1],
    ['IsMappable', 1],
    ['CanModifyAuditSettings', 1],
    ['CanModifyMobileVisibility', 1],
    ['CanModifyMobileClientVisibility', 1],
    ['CanModifyMobileClientReadOnly', 1],
    ['CanModifyMobileClientOffline', 1],
    ['CanModifyConnectionSettings', 1],
    ['CanModifyDuplicateDetectionSettings', 1],
    ['CanModifyMailMergeSettings', 1],
    ['CanModifyQueueSettings', 1],
    ['CanCreateAttributes', 1],
    ['CanCreateForms', 1],
    ['CanCreateCharts', 1],
    ['CanCreateViews', 1],
    ['CanModifyAdditionalSettings', 1],
    ['CanEnableSyncToExternalSearchIndex', 1],
    ['IconVectorName', iconResource(table.icon)],
    ['EnforceStateTransitions', 0],
    ['CanChangeHierarchicalRelationship', 1],
    ['EntityHelpUrlEnabled', 0],
    ['EntityHelpUrl', ''],
    // Nobody follows the changes of Tandem's own tables; once on it could never be switched off again.
    ['ChangeTrackingEnabled', 0],
    ['CanChangeTrackingBeEnabled', 1],
    ['IsEnabledForExternalChannels', 0],
    ['IsMSTeamsIntegrationEnabled', 0],
    ['IsSolutionAware', 0],
  ];
  return settings.map(([name, value]) => textElement(name, value));
}
