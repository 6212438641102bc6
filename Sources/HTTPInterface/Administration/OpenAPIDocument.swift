/// `docs/openapi.yaml`, as it is served: a test compares them.
let openAPIDocument = #"""
    openapi: 3.1.0
    info:
      title: Colonnade
      version: 0.1.0
      description: >-
        Keys, webhooks, alert thresholds and deliveries. Moments are milliseconds since the epoch. Errors are problem
        details (RFC 9457). Lists have `next`, to be given as `after` for the following page.
      license: { name: Apache-2.0, identifier: Apache-2.0 }
    servers:
      - url: http://127.0.0.1:8123
    security:
      - bearer: []
      - basic: []
    tags:
      - { name: keys, description: API keys (scope admin) }
      - { name: webhooks, description: Where notices go (scope webhooks) }
      - { name: deliveries, description: Notices and how they ended (scope webhooks) }
      - { name: thresholds, description: What is watched (scope webhooks) }
      - { name: sources, description: Where events come from (scope webhooks) }
    paths:
      /v1/keys:
        get:
          operationId: getV1Keys
          summary: List API keys
          tags: [keys]
          parameters: [{ $ref: '#/components/parameters/limit' }, { $ref: '#/components/parameters/after' }]
          responses:
            '200': { $ref: '#/components/responses/KeyList' }
            default: { $ref: '#/components/responses/Problem' }
        post:
          operationId: postV1Keys
          summary: Make an API key; it is shown in this answer only
          tags: [keys]
          parameters: [{ $ref: '#/components/parameters/idem' }]
          requestBody: { $ref: '#/components/requestBodies/NewKey' }
          responses:
            '201': { $ref: '#/components/responses/MadeKey' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/keys/{id}:
        get:
          operationId: getV1KeysId
          summary: An API key, without itself
          tags: [keys]
          parameters: [{ $ref: '#/components/parameters/id' }]
          responses:
            '200': { $ref: '#/components/responses/Key' }
            '304': { description: Not modified }
            default: { $ref: '#/components/responses/Problem' }
        delete:
          operationId: deleteV1KeysId
          summary: Revoke an API key
          tags: [keys]
          parameters: [{ $ref: '#/components/parameters/id' }]
          responses:
            '204': { description: Done }
            default: { $ref: '#/components/responses/Problem' }
      /v1/keys/{id}/rotate:
        post:
          operationId: postV1KeysIdRotate
          summary: Make a key like this one; both work for a while
          tags: [keys]
          parameters: [{ $ref: '#/components/parameters/id' }, { $ref: '#/components/parameters/idem' }]
          requestBody: { $ref: '#/components/requestBodies/Rotation' }
          responses:
            '201': { $ref: '#/components/responses/MadeKey' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/webhooks:
        get:
          operationId: getV1Webhooks
          summary: List webhooks
          tags: [webhooks]
          parameters: [{ $ref: '#/components/parameters/limit' }, { $ref: '#/components/parameters/after' }]
          responses:
            '200': { $ref: '#/components/responses/WebhookList' }
            default: { $ref: '#/components/responses/Problem' }
        post:
          operationId: postV1Webhooks
          summary: Register a webhook
          tags: [webhooks]
          parameters: [{ $ref: '#/components/parameters/idem' }]
          requestBody: { $ref: '#/components/requestBodies/NewWebhook' }
          responses:
            '201': { $ref: '#/components/responses/MadeWebhook' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/webhooks/{id}:
        get:
          operationId: getV1WebhooksId
          summary: A webhook
          tags: [webhooks]
          parameters: [{ $ref: '#/components/parameters/id' }]
          responses:
            '200': { $ref: '#/components/responses/Webhook' }
            '304': { description: Not modified }
            default: { $ref: '#/components/responses/Problem' }
        patch:
          operationId: patchV1WebhooksId
          summary: Change what is named; a new secret signs beside the old one
          tags: [webhooks]
          parameters: [{ $ref: '#/components/parameters/id' }, { $ref: '#/components/parameters/match' }]
          requestBody: { $ref: '#/components/requestBodies/WebhookChange' }
          responses:
            '200': { $ref: '#/components/responses/Webhook' }
            default: { $ref: '#/components/responses/Problem' }
        delete:
          operationId: deleteV1WebhooksId
          summary: Take a webhook away, with what waits for it
          tags: [webhooks]
          parameters: [{ $ref: '#/components/parameters/id' }, { $ref: '#/components/parameters/match' }]
          responses:
            '204': { description: Done }
            default: { $ref: '#/components/responses/Problem' }
      /v1/webhooks/{id}/deliveries:
        get:
          operationId: getV1WebhooksIdDeliveries
          summary: What was sent to a webhook, the newest first
          tags: [webhooks]
          parameters:
            - { $ref: '#/components/parameters/id' }
            - { $ref: '#/components/parameters/limit' }
            - { $ref: '#/components/parameters/after' }
          responses:
            '200': { $ref: '#/components/responses/DeliveryList' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/webhooks/{id}/replay:
        post:
          operationId: postV1WebhooksIdReplay
          summary: Send what was made in a range of time once more
          tags: [webhooks]
          parameters: [{ $ref: '#/components/parameters/id' }, { $ref: '#/components/parameters/idem' }]
          requestBody: { $ref: '#/components/requestBodies/Range' }
          responses:
            '202': { $ref: '#/components/responses/Replayed' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/deliveries:
        get:
          operationId: getV1Deliveries
          summary: What was sent, the newest first
          tags: [deliveries]
          parameters:
            - { $ref: '#/components/parameters/limit' }
            - { $ref: '#/components/parameters/after' }
            - { $ref: '#/components/parameters/webhook' }
          responses:
            '200': { $ref: '#/components/responses/DeliveryList' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/deliveries/{id}:
        get:
          operationId: getV1DeliveriesId
          summary: A delivery
          tags: [deliveries]
          parameters: [{ $ref: '#/components/parameters/id' }]
          responses:
            '200': { $ref: '#/components/responses/Delivery' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/deliveries/{id}/replay:
        post:
          operationId: postV1DeliveriesIdReplay
          summary: Send a delivery once more
          tags: [deliveries]
          parameters: [{ $ref: '#/components/parameters/id' }, { $ref: '#/components/parameters/idem' }]
          responses:
            '202': { $ref: '#/components/responses/Replayed' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/thresholds:
        get:
          operationId: getV1Thresholds
          summary: List alert thresholds
          tags: [thresholds]
          parameters: [{ $ref: '#/components/parameters/limit' }, { $ref: '#/components/parameters/after' }]
          responses:
            '200': { $ref: '#/components/responses/ThresholdList' }
            default: { $ref: '#/components/responses/Problem' }
        post:
          operationId: postV1Thresholds
          summary: Make an alert threshold
          tags: [thresholds]
          parameters: [{ $ref: '#/components/parameters/idem' }]
          requestBody: { $ref: '#/components/requestBodies/NewThreshold' }
          responses:
            '201': { $ref: '#/components/responses/Threshold' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/thresholds/{id}:
        get:
          operationId: getV1ThresholdsId
          summary: An alert threshold
          tags: [thresholds]
          parameters: [{ $ref: '#/components/parameters/id' }]
          responses:
            '200': { $ref: '#/components/responses/Threshold' }
            '304': { description: Not modified }
            default: { $ref: '#/components/responses/Problem' }
        put:
          operationId: putV1ThresholdsId
          summary: Replace an alert threshold
          tags: [thresholds]
          parameters: [{ $ref: '#/components/parameters/id' }, { $ref: '#/components/parameters/match' }]
          requestBody: { $ref: '#/components/requestBodies/NewThreshold' }
          responses:
            '200': { $ref: '#/components/responses/Threshold' }
            default: { $ref: '#/components/responses/Problem' }
        delete:
          operationId: deleteV1ThresholdsId
          summary: Take an alert threshold away
          tags: [thresholds]
          parameters: [{ $ref: '#/components/parameters/id' }, { $ref: '#/components/parameters/match' }]
          responses:
            '204': { description: Done }
            default: { $ref: '#/components/responses/Problem' }
      /v1/alerts:
        get:
          operationId: getV1Alerts
          summary: Where every series of every threshold stands
          tags: [thresholds]
          parameters: [{ $ref: '#/components/parameters/threshold' }]
          responses:
            '200': { $ref: '#/components/responses/AlertList' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/sources:
        get:
          operationId: getV1Sources
          summary: List the sources of events
          tags: [sources]
          responses:
            '200': { $ref: '#/components/responses/SourceList' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/sources/{name}:
        get:
          operationId: getV1SourcesName
          summary: A source, without its secrets
          tags: [sources]
          parameters: [{ $ref: '#/components/parameters/name' }]
          responses:
            '200': { $ref: '#/components/responses/Source' }
            '304': { description: Not modified }
            default: { $ref: '#/components/responses/Problem' }
        put:
          operationId: putV1SourcesName
          summary: Make or replace a source
          tags: [sources]
          parameters: [{ $ref: '#/components/parameters/name' }, { $ref: '#/components/parameters/match' }]
          requestBody: { $ref: '#/components/requestBodies/NewSource' }
          responses:
            '200': { $ref: '#/components/responses/Source' }
            '201': { $ref: '#/components/responses/Source' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/grafana/alerts:
        post:
          operationId: postV1GrafanaAlerts
          summary: Take alerts from a contact point of Grafana
          tags: [sources]
          security: []
          parameters: [{ $ref: '#/components/parameters/grafana' }]
          requestBody: { $ref: '#/components/requestBodies/Anything' }
          responses:
            '200': { $ref: '#/components/responses/Queued' }
            default: { $ref: '#/components/responses/Problem' }
      /v1/openapi.yaml:
        get:
          operationId: getV1Openapi_yaml
          summary: This document
          tags: [sources]
          security: []
          responses:
            '200': { description: OpenAPI, content: { application/yaml: { schema: { type: string } } } }
            default: { $ref: '#/components/responses/Problem' }
      /webhooks/{name}:
        post:
          operationId: postWebhooksName
          summary: Bring events; 200 when they are durable
          tags: [sources]
          security: []
          parameters: [{ $ref: '#/components/parameters/name' }]
          requestBody: { $ref: '#/components/requestBodies/Anything' }
          responses:
            '200': { $ref: '#/components/responses/Accepted' }
            default: { $ref: '#/components/responses/Problem' }
    components:
      securitySchemes:
        bearer: { type: http, scheme: bearer, description: 'An API key: pf_live_…' }
        basic: { type: http, scheme: basic, description: An API key as the password }
      parameters:
        id: { name: id, in: path, required: true, schema: { type: string } }
        name: { name: name, in: path, required: true, schema: { type: string, pattern: '^[a-z0-9_-]{1,64}$' } }
        limit: { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 1000, default: 100 } }
        after: { name: after, in: query, schema: { type: string } }
        webhook: { name: webhook, in: query, schema: { type: string } }
        threshold: { name: threshold, in: query, schema: { type: string } }
        idem: { name: Idempotency-Key, in: header, schema: { type: string, minLength: 1, maxLength: 255 } }
        match: { name: If-Match, in: header, schema: { type: string } }
        grafana: { name: X-Grafana-Alerting-Signature, in: header, required: true, schema: { type: string } }
      requestBodies:
        NewKey: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/NewKey' } } } }
        Rotation:
          required: false
          content: { application/json: { schema: { $ref: '#/components/schemas/Rotation' } } }
        NewWebhook:
          required: true
          content: { application/json: { schema: { $ref: '#/components/schemas/NewWebhook' } } }
        WebhookChange:
          required: true
          content: { application/json: { schema: { $ref: '#/components/schemas/WebhookChange' } } }
        Range: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Range' } } } }
        NewThreshold:
          required: true
          content: { application/json: { schema: { $ref: '#/components/schemas/NewThreshold' } } }
        NewSource:
          required: true
          content: { application/json: { schema: { $ref: '#/components/schemas/NewSource' } } }
        Anything:
          required: true
          content: { application/json: { schema: { $ref: '#/components/schemas/Anything' } } }
      responses:
        Problem:
          description: Why it was refused
          content: { application/problem+json: { schema: { $ref: '#/components/schemas/Problem' } } }
        Key:
          description: Key
          content: { application/json: { schema: { $ref: '#/components/schemas/Key' } } }
        MadeKey:
          description: MadeKey
          content: { application/json: { schema: { $ref: '#/components/schemas/MadeKey' } } }
        KeyList:
          description: KeyList
          content: { application/json: { schema: { $ref: '#/components/schemas/KeyList' } } }
        Webhook:
          description: Webhook
          content: { application/json: { schema: { $ref: '#/components/schemas/Webhook' } } }
        MadeWebhook:
          description: MadeWebhook
          content: { application/json: { schema: { $ref: '#/components/schemas/MadeWebhook' } } }
        WebhookList:
          description: WebhookList
          content: { application/json: { schema: { $ref: '#/components/schemas/WebhookList' } } }
        Delivery:
          description: Delivery
          content: { application/json: { schema: { $ref: '#/components/schemas/Delivery' } } }
        DeliveryList:
          description: DeliveryList
          content: { application/json: { schema: { $ref: '#/components/schemas/DeliveryList' } } }
        Threshold:
          description: Threshold
          content: { application/json: { schema: { $ref: '#/components/schemas/Threshold' } } }
        ThresholdList:
          description: ThresholdList
          content: { application/json: { schema: { $ref: '#/components/schemas/ThresholdList' } } }
        AlertList:
          description: AlertList
          content: { application/json: { schema: { $ref: '#/components/schemas/AlertList' } } }
        Source:
          description: Source
          content: { application/json: { schema: { $ref: '#/components/schemas/Source' } } }
        SourceList:
          description: SourceList
          content: { application/json: { schema: { $ref: '#/components/schemas/SourceList' } } }
        Replayed:
          description: Replayed
          content: { application/json: { schema: { $ref: '#/components/schemas/Replayed' } } }
        Queued:
          description: Queued
          content: { application/json: { schema: { $ref: '#/components/schemas/Queued' } } }
        Accepted:
          description: Accepted
          content: { application/json: { schema: { $ref: '#/components/schemas/Accepted' } } }
      schemas:
        Problem:
          type: object
          required: [type, title, status, detail]
          properties:
            type: { type: string }
            title: { type: string }
            status: { type: integer }
            detail: { type: string }
        Moment: { type: [integer, 'null'], description: Milliseconds since the epoch }
        Names: { type: array, maxItems: 1000, items: { type: string, minLength: 1, maxLength: 255 } }
        Anything: {}
        NewKey:
          type: object
          required: [name, scopes]
          additionalProperties: false
          properties:
            name: { type: string, minLength: 1, maxLength: 255 }
            scopes: { type: array, minItems: 1, items: { enum: [query, ingest, webhooks, admin] } }
            databases: { $ref: '#/components/schemas/Names' }
            agents: { $ref: '#/components/schemas/Names' }
            expires_in_seconds: { type: [integer, 'null'], minimum: 1, maximum: 3153600000 }
            rate_limit: { type: [integer, 'null'], minimum: 1, maximum: 1000000, description: Requests per second }
        Rotation:
          type: object
          properties:
            overlap_seconds: { type: integer, minimum: 0, maximum: 2592000, default: 86400 }
        Key:
          type: object
          required: [id, name, scopes, databases, agents, created_at]
          properties:
            id: { type: string }
            name: { type: string }
            scopes: { type: array, items: { type: string } }
            databases: { $ref: '#/components/schemas/Names' }
            agents: { $ref: '#/components/schemas/Names' }
            created_at: { type: integer }
            expires_at: { $ref: '#/components/schemas/Moment' }
            revoked_at: { $ref: '#/components/schemas/Moment' }
            last_used_at: { $ref: '#/components/schemas/Moment' }
            rate_limit: { type: [integer, 'null'] }
            replaces: { type: [string, 'null'] }
        MadeKey:
          allOf: [{ $ref: '#/components/schemas/Key' }]
          properties:
            key: { type: [string, 'null'], description: The key; null where an Idempotency-Key repeats the request }
        NewWebhook:
          type: object
          required: [url, events]
          additionalProperties: false
          properties: &webhook
            url: { type: string, format: uri, maxLength: 2048 }
            events:
              type: array
              minItems: 1
              maxItems: 50
              items: { type: string, minLength: 1, maxLength: 100 }
            secret: { type: string, minLength: 16, maxLength: 512 }
            description: { type: string, maxLength: 1000 }
            agents: { $ref: '#/components/schemas/Names' }
            status: { enum: [active, disabled] }
        WebhookChange:
          type: object
          additionalProperties: false
          properties: *webhook
        Webhook:
          type: object
          required: [id, url, events, status]
          properties:
            id: { type: string }
            url: { type: string }
            events: { type: array, items: { type: string } }
            description: { type: string }
            agents: { $ref: '#/components/schemas/Names' }
            status: { enum: [active, disabled] }
            disabled_reason: { type: string }
            failing_since: { $ref: '#/components/schemas/Moment' }
            created_at: { type: integer }
            updated_at: { type: integer }
        MadeWebhook:
          allOf: [{ $ref: '#/components/schemas/Webhook' }]
          properties:
            secret: { type: string, description: Shown in this answer only }
        Range:
          type: object
          required: [from, to]
          properties:
            from: { type: integer }
            to: { type: integer }
        Replayed:
          type: object
          required: [replayed]
          properties:
            replayed: { type: array, items: { type: string } }
        Queued:
          type: object
          required: [queued]
          properties:
            queued: { type: integer }
        Accepted:
          type: object
          required: [status, accepted, repeated]
          properties:
            status: { const: ok }
            accepted: { type: integer }
            repeated: { type: integer }
        Delivery:
          type: object
          required: [id, webhook_id, event_type, state, attempts, body]
          properties:
            id: { type: string }
            webhook_id: { type: string }
            event_type: { type: string }
            state: { enum: [pending, delivered, dead, cancelled] }
            attempts: { type: integer }
            created_at: { type: integer }
            next_attempt_at: { type: integer }
            ended_at: { $ref: '#/components/schemas/Moment' }
            last_status: { type: [integer, 'null'] }
            last_error: { type: string }
            replays: { type: [string, 'null'] }
            body: { type: string }
        NewThreshold:
          type: object
          required: [name, threshold]
          additionalProperties: false
          oneOf: [{ required: [sql] }, { required: [builtin] }]
          properties:
            name: { type: string, minLength: 1, maxLength: 255 }
            sql: { type: string, minLength: 1, maxLength: 100000, description: 'A row is a series: labels and a value' }
            builtin:
              type: object
              required: [kind]
              additionalProperties: false
              properties:
                kind: { enum: [drawdown, pnl, slippage_p99, fee_to_pnl, fill_rate, silence] }
                window_seconds: { type: integer, minimum: 1, maximum: 31536000, default: 86400 }
                table: { type: string, default: agent_trades }
            database: { type: string, minLength: 1, default: agent_analytics }
            comparison: { enum: [gt, gte, lt, lte, eq, ne] }
            threshold: { type: number }
            recovery_threshold: { type: [number, 'null'] }
            for_seconds: { type: integer, minimum: 0, maximum: 604800, default: 0 }
            interval_seconds: { type: integer, minimum: 0, maximum: 604800, default: 60 }
            no_data: { enum: [keep, ok, alert], default: keep }
            labels: { type: object, additionalProperties: { type: string } }
            webhooks: { type: array, items: { type: string } }
            enabled: { type: boolean, default: true }
        Threshold:
          type: object
          required: [id, name, threshold, created_at, updated_at]
          properties:
            id: { type: string }
            name: { type: string }
            threshold: { type: number }
            created_at: { type: integer }
            updated_at: { type: integer }
        Alert:
          type: object
          required: [threshold_id, labels, state, since]
          properties:
            threshold_id: { type: string }
            labels: { type: object }
            state: { enum: [normal, pending, firing] }
            since: { type: integer }
            value: { type: [number, 'null'] }
            evaluated_at: { type: integer }
        NewSource:
          type: object
          additionalProperties: false
          properties:
            secrets:
              type: array
              minItems: 1
              maxItems: 5
              items: { type: string, minLength: 16, maxLength: 512 }
            schemes: { type: array, minItems: 1, items: { enum: [body, timestamped, standard] } }
            tolerance_seconds: { type: integer, minimum: 1, maximum: 86400, default: 300 }
            database: { type: string, default: agent_analytics }
            table: { type: string, default: agent_trades }
            types: { type: object, additionalProperties: { enum: [trade, partial, casino] } }
            fields: { type: object, description: Columns of agent_trades to the paths of their values }
        Source:
          type: object
          required: [name, secret_count, updated_at]
          properties:
            name: { type: string }
            secret_count: { type: integer }
            updated_at: { type: integer }
        KeyList:
          type: object
          required: [data, next]
          properties:
            data: { type: array, items: { $ref: '#/components/schemas/Key' } }
            next: { type: [string, 'null'] }
        WebhookList:
          type: object
          required: [data, next]
          properties:
            data: { type: array, items: { $ref: '#/components/schemas/Webhook' } }
            next: { type: [string, 'null'] }
        DeliveryList:
          type: object
          required: [data, next]
          properties:
            data: { type: array, items: { $ref: '#/components/schemas/Delivery' } }
            next: { type: [string, 'null'] }
        ThresholdList:
          type: object
          required: [data, next]
          properties:
            data: { type: array, items: { $ref: '#/components/schemas/Threshold' } }
            next: { type: [string, 'null'] }
        AlertList:
          type: object
          required: [data, next]
          properties:
            data: { type: array, items: { $ref: '#/components/schemas/Alert' } }
            next: { type: [string, 'null'] }
        SourceList:
          type: object
          required: [data, next]
          properties:
            data: { type: array, items: { $ref: '#/components/schemas/Source' } }
            next: { type: [string, 'null'] }

    """#
