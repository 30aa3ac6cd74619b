// Application code in TypeScript, with types that openapi-typescript generates from the bundled documents. `.ci/run` generates the types
// next to a copy of this file and checks everything with `tsc`; nothing is sent.
import createClient from "openapi-fetch";
import type { components as MessageComponents, paths as MessagePaths } from "./messages";
import type { paths as PhoneNumberPaths } from "./phone-numbers";
import type { paths as TemplatePaths } from "./templates";
import type { components as WebhookComponents } from "./webhooks-inbound";

type Message = MessageComponents["schemas"]["Message"];

const options = {
  baseUrl: "https://graph.facebook.com/v26.0",
  headers: { Authorization: "Bearer EAAB..." },
  // Lists in queries are comma-separated, as declared in the documents with `explode: false`.
  querySerializer: { array: { style: "form", explode: false } },
} as const;
const messages = createClient<MessagePaths>(options);
const templates = createClient<TemplatePaths>(options);
const phoneNumbers = createClient<PhoneNumberPaths>(options);

export async function sendText(from: string, to: string, text: string): Promise<string | undefined> {
  const message: Message = {
    messaging_product: "whatsapp",
    recipient_type: "individual",
    to,
    type: "text",
    text: { body: text },
  };
  const { data, error } = await messages.POST("/{phone_number_id}/messages", {
    params: { path: { phone_number_id: from } },
    body: message,
  });
  if (error) {
    throw new Error(`refused with code ${error.error?.code}`);
  }
  return data.messages?.[0]?.id;
}

export async function approvedTemplates(account: string): Promise<string[]> {
  const names: string[] = [];
  for (let after: string | undefined; ; ) {
    const { data } = await templates.GET("/{waba_id}/message_templates", {
      params: { path: { waba_id: account }, query: { status: ["APPROVED"], after } },
    });
    names.push(...(data?.data ?? []).flatMap((template) => template.name ?? []));
    after = data?.paging?.next ? data.paging.cursors?.after : undefined;
    if (after === undefined) {
      return names;
    }
  }
}

export async function displayedNumber(id: string): Promise<string | undefined> {
  const { data } = await phoneNumbers.GET("/{phone_number_id}", { params: { path: { phone_number_id: id } } });
  return data?.display_phone_number;
}

export function fields(payload: WebhookComponents["schemas"]["WebhookPayload"]): (string | undefined)[] {
  return (payload.entry ?? []).flatMap((entry) => (entry.changes ?? []).map((change) => change.field));
}

export async function mistakes(from: string): Promise<void> {
  const params = { path: { phone_number_id: from } };
  const start = { messaging_product: "whatsapp", recipient_type: "individual", to: "15550100042" } as const;

  // @ts-expect-error a text needs a body
  const withoutBody: Message = { ...start, type: "text", text: {} };
  // @ts-expect-error a message needs its product
  const withoutProduct: Message = { to: "15550100042", type: "text", text: { body: "Hello" } };
  // @ts-expect-error an image is not a text
  const mixed: Message = { ...start, type: "image", text: { body: "Hello" } };
  // @ts-expect-error a request needs its body
  await messages.POST("/{phone_number_id}/messages", { params });
  // @ts-expect-error there is no such path
  await messages.POST("/{phone_number_id}/message", { params, body: withoutBody });

  void [withoutProduct, mixed];
}
