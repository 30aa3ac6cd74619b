// Teaches Redocly CLI the extensions that hold references (spec/README.md), so that what they refer to counts as used. Redocly has its
// own idea of `x-webhooks`; ours maps the fields of webhooks to their values. The bundle calls it `x-webhook-fields`.
module.exports = function dialect() {
  const extended = (type, properties) => ({ ...type, properties: { ...type.properties, ...properties } });
  return {
    id: 'dialect',
    typeExtension: {
      oas3(types) {
        return {
          ...types,
          Root: extended(types.Root, { 'x-webhooks': 'WebhookFields', 'x-webhook-fields': 'WebhookFields' }),
          Parameter: extended(types.Parameter, { 'x-expansion': 'Expansion' }),
          WebhookFields: { properties: {}, additionalProperties: 'WebhookField' },
          WebhookField: {
            properties: {
              summary: { type: 'string' },
              description: { type: 'string' },
              externalDocs: 'ExternalDocs',
              value: 'Schema',
              examples: 'ExamplesMap',
              'x-aliases': { type: 'array', items: { type: 'string' } },
            },
            required: ['summary', 'description', 'value'],
            extensionsPrefix: 'x-',
          },
          Expansion: {
            properties: { field: { type: 'string' }, of: 'Schema' },
            required: ['field', 'of'],
          },
        };
      },
    },
  };
};
