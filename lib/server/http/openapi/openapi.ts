/** The API as an OpenAPI 3.1 document, made from the schemas that parse it. */
import { z } from "zod";
import { problemSchema } from "../../../contract/errors.ts";
import { version } from "../../config/version.ts";
import { type Caller, type Operation, operations } from "./operations.ts";

type Json = Record<string, unknown>;

/** JSON Schema, without what only a program can check; a schema of a body is of what is sent, one of an answer of what comes. */
export function jsonSchema(schema: z.core.$ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    // Clients ignore what they do not know: an answer may have more.
    override({ jsonSchema }) {
      if (io === "output" && jsonSchema.additionalProperties === false) {
        delete jsonSchema.additionalProperties;
      }
    },
  });
  return rest;
}

/** The schema of an operation's body; `null` without one. */
export function bodySchemaOf({ body }: Operation): Json | null {
  if (body === undefined) return null;
  return Array.isArray(body)
    ? { anyOf: body.map((one) => jsonSchema(one, "input")) }
    : jsonSchema(body as Exclude<typeof body, readonly unknown[]>, "input");
}

/** Ways to prove the caller. No list: no proof is needed, though a session may show more. */
const security: Readonly<Record<Caller, readonly Json[]>> = {
  anybody: [{}, { session: [] }],
  guest: [{ session: [] }, { guestCookie: [] }],
  account: [{ userCookie: [] }, { session: [] }],
  session: [{ session: [] }, { guestCookie: [] }, { userCookie: [] }],
  moderator: [{ session: [] }, { guestCookie: [] }, { userCookie: [] }],
  livekit: [{ livekit: [] }],
  operator: [{ operator: [] }],
};

function operationObject(name: string, operation: Operation): Json {
  const { caller, summary, query = {}, answers } = operation;
  const body = bodySchemaOf(operation);
  const parameters = [
    ...[...name.matchAll(/:(\w+)/g)].map(([, parameter]) => ({
      ...{ name: parameter, in: "path", required: true },
      schema: { type: "string", minLength: 1 },
    })),
    ...Object.entries(query).map(([parameter, description]) => ({
      ...{ name: parameter, in: "query", description, schema: { type: "string" } },
    })),
  ];
  const responses = Object.entries(answers).map(([status, schema]) => [status, {
    description: schema === null ? "Done" : "The answer",
    ...(schema === null
      ? {}
      : { content: { "application/json": { schema: jsonSchema(schema, "output") } } }),
  }]);
  return {
    summary,
    operationId: name.replaceAll(/[^A-Za-z]+/g, "_").replace(/_$/, ""),
    security: security[caller],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? { requestBody: { required: true, content: { "application/json": { schema: body } } } }
      : {}),
    responses: {
      ...Object.fromEntries(responses),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

/** The whole document; `origin`: this server's address. */
export function openApiDocument(origin: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const [method, route] = name.split(" ");
    const path = route.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(name, operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Madang",
      version,
      description: "A self-hosted place to talk, in front of LiveKit.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: origin }],
    paths,
    components: {
      securitySchemes: {
        session: {
          type: "http",
          scheme: "bearer",
          description:
            "The token of a guest session with `delivery: body`, or a host application's JWT",
        },
        guestCookie: { type: "apiKey", in: "cookie", name: "__Host-madang_guest" },
        userCookie: { type: "apiKey", in: "cookie", name: "__Host-madang_user" },
        livekit: { type: "apiKey", in: "header", name: "authorization" },
        operator: { type: "http", scheme: "bearer", description: "A token of the operator's" },
      },
      responses: {
        Problem: {
          description: "What is wrong (RFC 9457); `code` is stable",
          content: {
            "application/problem+json": { schema: jsonSchema(problemSchema, "output") },
          },
        },
      },
    },
  };
}
