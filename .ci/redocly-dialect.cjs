// Teaches Redocly CLI the extensions that hold references (spec/README.md), so that what they refer to counts as used. Redocly has its
// own idea of `x-webhooks`, path items, which the bundle has; ours maps the fields of webhooks to their values, which the bundle calls
// `x-webhook-fields`.
module.exports = function dialect() {
  const extended = (type, properties) => ({ ...type, properties: { ...type.properties, ...properties } });
  const ours = (webhooks) => Object.values(webhooks ?? {}).some((webhook) => 'value' in webhook);
  return {
    id: 'dialect',
    typeExtension: {
      oas3(types) {
        return {
          ...types,
          Root: extended(types.Root, {
            'x-webhooks': (webhooks) => (ours(webhooks) ? 'WebhookFields' : types.Root.properties['x-webhooks']),
            'x-webhook-fields': 'WebhookFields',
          }),
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
