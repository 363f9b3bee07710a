#include "sync_server/http/public_pages.hpp"

namespace wegwijs::http {

std::string_view openapi_document() {
    static constexpr std::string_view document = R"json({
  "openapi": "3.1.0",
  "info": {
    "title": "Wegwijs",
    "version": "1.0.0",
    "summary": "Synchronisatie van intakes, PIP's en uren die zonder netwerk zijn vastgelegd.",
    "description": "Apparaten leggen hun werk vast zonder netwerk en wisselen het uit met deze server zodra er verbinding is. Het binaire protocol van `POST /v1/sync` en `POST /v1/rows` staat beschreven in `docs/protocol.md` bij de broncode. Elk antwoord heeft de kopregel `API-Version`; fouten zijn `application/problem+json` (RFC 9457). Wat er aan HTTP zelf mis kan zijn (404, 405, 408, 414, 431, 501, 505) kan op elk adres worden geantwoord.",
    "contact": {
      "name": "Beheer Wegwijs",
      "email": "beheer@example.invalid",
      "url": "https://example.invalid/wegwijs"
    },
    "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" }
  },
  "servers": [ { "url": "/v1", "description": "Deze server" } ],
  "tags": [
    { "name": "synchronisatie", "description": "Uitwisselen van werk tussen een apparaat en de server" },
    { "name": "beheer", "description": "Toestand en beschrijving van de server" }
  ],
  "paths": {
    "/sync": {
      "post": {
        "operationId": "wisselUit",
        "tags": [ "synchronisatie" ],
        "summary": "Werk brengen en halen",
        "description": "Eén rondgang: het apparaat brengt transacties en krijgt de uitkomst daarvan, met wat er voor deze gebruiker is veranderd. Hetzelfde verzoek nog eens doen mag altijd: niets telt dubbel.",
        "security": [ { "handtekening": [] } ],
        "parameters": [
          { "$ref": "#/components/parameters/Content-Encoding" },
          { "$ref": "#/components/parameters/Content-Digest" },
          { "$ref": "#/components/parameters/Signature-Input" }
        ],
        "requestBody": {
          "required": true,
          "content": { "application/cbor": { "schema": { "description": "Een verzoek volgens docs/protocol.md, in CBOR (RFC 8949)." } } }
        },
        "responses": {
          "200": {
            "description": "Uitkomsten, en wat er veranderde",
            "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" } },
            "content": { "application/cbor": { "schema": { "description": "Een antwoord volgens docs/protocol.md, in CBOR." } } }
          },
          "400": { "$ref": "#/components/responses/OngeldigVerzoek" },
          "401": { "$ref": "#/components/responses/NietAangemeld" },
          "403": { "$ref": "#/components/responses/Ingetrokken" },
          "409": { "$ref": "#/components/responses/RegelsWeg" },
          "413": { "$ref": "#/components/responses/TeGroot" },
          "415": { "$ref": "#/components/responses/SoortInhoud" },
          "500": { "$ref": "#/components/responses/InterneFout" },
          "503": { "$ref": "#/components/responses/TeDruk" }
        }
      }
    },
    "/rows": {
      "post": {
        "operationId": "stuurVooruit",
        "tags": [ "synchronisatie" ],
        "summary": "Regels vooruitsturen",
        "description": "Brengt de regels van het volgende verzoek aan `/sync`, terwijl de server nog met het vorige bezig is. Dat volgende verzoek noemt dan alleen hun naam. Er verandert niets door: de server houdt de regels kort, en alleen in het geheugen. Wat daar weg is, of niet werd aangenomen, gaat met het verzoek zelf mee.",
        "security": [ { "handtekening": [] } ],
        "parameters": [
          { "$ref": "#/components/parameters/Content-Encoding" },
          { "$ref": "#/components/parameters/Content-Digest" },
          { "$ref": "#/components/parameters/Signature-Input" }
        ],
        "requestBody": {
          "required": true,
          "content": { "application/cbor": { "schema": { "description": "Vooruitgestuurde regels volgens docs/protocol.md, in CBOR (RFC 8949)." } } }
        },
        "responses": {
          "204": {
            "description": "De regels zijn er, voor het verzoek dat ze noemt",
            "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" } }
          },
          "400": { "$ref": "#/components/responses/OngeldigVerzoek" },
          "401": { "$ref": "#/components/responses/NietAangemeld" },
          "403": { "$ref": "#/components/responses/Ingetrokken" },
          "413": { "$ref": "#/components/responses/TeGroot" },
          "415": { "$ref": "#/components/responses/SoortInhoud" },
          "500": { "$ref": "#/components/responses/InterneFout" },
          "503": { "$ref": "#/components/responses/TeDruk" }
        }
      }
    },
    "/enrolments": {
      "post": {
        "operationId": "meldApparaatAan",
        "tags": [ "synchronisatie" ],
        "summary": "Een apparaat aanmelden",
        "description": "Ruilt een eenmalige code van de beheerder en de publieke sleutel van het apparaat in voor een apparaatnummer. Een code werkt één keer en verloopt; hetzelfde apparaat krijgt op dezelfde code tot dan hetzelfde antwoord. Het verzoek is ondertekend met de nieuwe sleutel zelf.",
        "security": [ { "eigenSleutel": [] } ],
        "parameters": [
          { "$ref": "#/components/parameters/Content-Digest" },
          { "$ref": "#/components/parameters/Signature-Input" }
        ],
        "requestBody": {
          "required": true,
          "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Aanmelding" } } }
        },
        "responses": {
          "201": {
            "description": "Het apparaat is aangemeld",
            "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" } },
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/AangemeldApparaat" } } }
          },
          "400": { "$ref": "#/components/responses/OngeldigVerzoek" },
          "401": { "$ref": "#/components/responses/OnjuistOndertekend" },
          "403": { "$ref": "#/components/responses/GeenToegang" },
          "413": { "$ref": "#/components/responses/TeGroot" },
          "415": { "$ref": "#/components/responses/SoortInhoud" },
          "429": { "$ref": "#/components/responses/TeVeelPogingen" },
          "500": { "$ref": "#/components/responses/InterneFout" },
          "503": { "$ref": "#/components/responses/TeDruk" }
        }
      }
    },
    "/health": {
      "get": {
        "operationId": "leesToestand",
        "tags": [ "beheer" ],
        "summary": "Toestand van de server",
        "description": "Zegt of de server werkt, en in welk tijdperk van zijn geschiedenis.",
        "security": [],
        "responses": {
          "200": {
            "description": "De server antwoordt",
            "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" } },
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Toestand" } } }
          },
          "503": { "$ref": "#/components/responses/TeDruk" }
        }
      }
    },
    "/openapi.json": {
      "get": {
        "operationId": "leesBeschrijving",
        "tags": [ "beheer" ],
        "summary": "Deze beschrijving",
        "description": "De OpenAPI-beschrijving van deze server; openbaar.",
        "security": [],
        "responses": {
          "200": {
            "description": "Deze beschrijving",
            "headers": {
              "API-Version": { "$ref": "#/components/headers/API-Version" },
              "Access-Control-Allow-Origin": { "description": "Voor iedere website leesbaar.", "schema": { "type": "string", "const": "*" } }
            },
            "content": { "application/json": { "schema": { "type": "object", "description": "Een document volgens OpenAPI 3.1." } } }
          },
          "503": { "$ref": "#/components/responses/TeDruk" }
        }
      }
    }
  },
  "components": {)json"
                                                 R"json(
    "securitySchemes": {
      "handtekening": {
        "type": "apiKey",
        "in": "header",
        "name": "Signature",
        "description": "HTTP Message Signature (RFC 9421) met de Ed25519-sleutel van een aangemeld apparaat; wat ermee is ondertekend staat in Signature-Input. `keyid` is het nummer van het apparaat."
      },
      "eigenSleutel": {
        "type": "apiKey",
        "in": "header",
        "name": "Signature",
        "description": "HTTP Message Signature (RFC 9421) met de Ed25519-sleutel die wordt aangemeld. `keyid` is `enrol:` met de publieke sleutel in base64."
      }
    },
    "parameters": {
      "Content-Encoding": {
        "name": "Content-Encoding",
        "in": "header",
        "description": "Hoe de inhoud is samengeperst; weggelaten: niet.",
        "schema": { "type": "string", "enum": [ "zstd", "gzip" ] }
      },
      "Content-Digest": {
        "name": "Content-Digest",
        "in": "header",
        "required": true,
        "description": "SHA-256 van de inhoud zoals verstuurd (RFC 9530).",
        "schema": { "type": "string" }
      },
      "Signature-Input": {
        "name": "Signature-Input",
        "in": "header",
        "required": true,
        "description": "Wat er is ondertekend, door wie en wanneer (RFC 9421), in de vorm die docs/protocol.md voorschrijft.",
        "schema": { "type": "string" }
      }
    },
    "headers": {
      "API-Version": { "description": "Versie van deze API.", "schema": { "type": "string", "examples": [ "1.0.0" ] } },
      "Retry-After": { "description": "Zoveel seconden wachten voor een nieuwe poging.", "schema": { "type": "integer", "minimum": 1 } },
      "Request-Id": { "description": "Nummer van dit verzoek in het logboek van de server.", "schema": { "type": "string" } }
    },
    "schemas": {
      "Aanmelding": {
        "type": "object",
        "description": "Wat een nieuw apparaat opstuurt.",
        "required": [ "code", "publicKey" ],
        "additionalProperties": false,
        "properties": {
          "code": { "type": "string", "minLength": 1, "maxLength": 64, "description": "De eenmalige code van de beheerder." },
          "publicKey": { "type": "string", "minLength": 44, "maxLength": 44, "contentEncoding": "base64", "description": "De publieke Ed25519-sleutel van het apparaat: 32 bytes." }
        }
      },
      "AangemeldApparaat": {
        "type": "object",
        "description": "Wat het apparaat voortaan is.",
        "required": [ "device", "user", "role", "epoch", "pack", "packJson", "boxKey" ],
        "properties": {
          "device": { "type": "integer", "minimum": 1, "description": "Het nummer van dit apparaat." },
          "user": { "type": "string", "description": "De gebruiker van dit apparaat." },
          "role": { "type": "string", "description": "De rol van die gebruiker; leeg: nog geen." },
          "epoch": { "type": "integer", "minimum": 1, "description": "Het tijdperk van de server." },
          "pack": { "type": "integer", "minimum": 1, "description": "De versie van het schemapakket." },
          "packJson": { "type": "string", "contentMediaType": "application/json", "description": "Het schemapakket zelf: wat er vast te leggen is, en wie wat mag." },
          "boxKey": { "type": "string", "minLength": 44, "maxLength": 44, "contentEncoding": "base64", "description": "De publieke X25519-sleutel van de server: 32 bytes. Voor werk dat het apparaat nog kan versturen maar niet meer mag lezen." }
        }
      },
      "Toestand": {
        "type": "object",
        "description": "Hoe het met de server gaat.",
        "required": [ "status", "epoch" ],
        "properties": {
          "status": { "type": "string", "enum": [ "ok", "degraded" ], "description": "`degraded`: hij werkt, maar een beheerder moet kijken." },
          "epoch": { "type": "integer", "minimum": 0, "description": "Tijdperk: een ander getal na het terugzetten van een reservekopie." }
        }
      },
      "Probleem": {
        "type": "object",
        "description": "Wat er mis is (RFC 9457). Bevat nooit een ingevulde waarde.",
        "required": [ "status", "title", "detail", "code" ],
        "properties": {
          "status": { "type": "integer", "minimum": 400, "maximum": 599 },
          "title": { "type": "string", "description": "Kort, in het Nederlands." },
          "detail": { "type": "string", "description": "Wat er gebeurde en wat te doen." },
          "code": { "type": "string", "description": "Vaste code voor programma's." },
          "retry": { "type": "string", "enum": [ "never", "now", "later", "when_online", "after_sign_in", "after_update" ], "description": "Wanneer hetzelfde nog eens geprobeerd mag worden; weggelaten: `later` bij 429 en vanaf 500, anders `never`." },
          "fouten": {
            "type": "array",
            "description": "Alle fouten in de invoer tegelijk.",
            "items": {
              "type": "object",
              "required": [ "veld", "code", "uitleg" ],
              "properties": {
                "veld": { "type": "string" },
                "code": { "type": "string" },
                "uitleg": { "type": "string" }
              }
            }
          }
        }
      }
    },
    "responses": {)json"
                                                 R"json(
      "OngeldigVerzoek": {
        "description": "Het verzoek klopt niet",
        "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" }, "Request-Id": { "$ref": "#/components/headers/Request-Id" } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Probleem" } } }
      },
      "NietAangemeld": {
        "description": "De handtekening ontbreekt of klopt niet, of het apparaat is niet (meer) aangemeld",
        "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" }, "Request-Id": { "$ref": "#/components/headers/Request-Id" } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Probleem" } } }
      },
      "OnjuistOndertekend": {
        "description": "De handtekening ontbreekt of klopt niet, of de inhoud is onderweg veranderd",
        "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" }, "Request-Id": { "$ref": "#/components/headers/Request-Id" } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Probleem" } } }
      },
      "Ingetrokken": {
        "description": "De toegang van dit apparaat is ingetrokken",
        "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" }, "Request-Id": { "$ref": "#/components/headers/Request-Id" } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Probleem" } } }
      },
      "GeenToegang": {
        "description": "De code is onbekend, gebruikt of verlopen",
        "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" }, "Request-Id": { "$ref": "#/components/headers/Request-Id" } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Probleem" } } }
      },
      "RegelsWeg": {
        "description": "De vooruitgestuurde regels zijn hier niet meer; verstuur ze met het verzoek mee",
        "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" }, "Request-Id": { "$ref": "#/components/headers/Request-Id" } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Probleem" } } }
      },
      "TeGroot": {
        "description": "Het verzoek is groter dan de server aanneemt",
        "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" }, "Request-Id": { "$ref": "#/components/headers/Request-Id" } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Probleem" } } }
      },
      "SoortInhoud": {
        "description": "De inhoud is van een soort die dit adres niet kent",
        "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" }, "Request-Id": { "$ref": "#/components/headers/Request-Id" } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Probleem" } } }
      },
      "TeVeelPogingen": {
        "description": "Te veel onjuiste codes van dit adres; wacht een minuut",
        "headers": {
          "API-Version": { "$ref": "#/components/headers/API-Version" },
          "Retry-After": { "$ref": "#/components/headers/Retry-After" },
          "Request-Id": { "$ref": "#/components/headers/Request-Id" }
        },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Probleem" } } }
      },
      "InterneFout": {
        "description": "Er ging iets mis op de server",
        "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" }, "Request-Id": { "$ref": "#/components/headers/Request-Id" } },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Probleem" } } }
      },
      "TeDruk": {
        "description": "De server is te druk; probeer het later opnieuw",
        "headers": {
          "API-Version": { "$ref": "#/components/headers/API-Version" },
          "Retry-After": { "$ref": "#/components/headers/Retry-After" },
          "Request-Id": { "$ref": "#/components/headers/Request-Id" }
        },
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Probleem" } } }
      }
    }
  }
}
)json";
    return document;
}

}  // namespace wegwijs::http
