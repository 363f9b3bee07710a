#include "sync_server/auth/problems.hpp"

#include <array>

#include "sync_server/http/problem.hpp"

namespace wegwijs::server {

namespace {

struct Known {
    std::string_view code;
    int status;
    std::string_view detail;
};

constexpr std::array known{
    Known{"malformed", 400,
          "Het bericht is niet volgens het protocol. Er is niets gewijzigd; het werk staat nog op het apparaat. Werk "
          "de app bij."},
    Known{"version", 400,
          "Het bericht is van een versie van het protocol die deze server niet kent. Er is niets gewijzigd; het werk "
          "staat nog op het apparaat. Werk de app bij."},
    Known{"damaged", 400, "De samengeperste inhoud is beschadigd. Er is niets gewijzigd; verstuur het opnieuw."},
    Known{"invalid_input", 400, "De aanmelding is niet zoals deze server haar verwacht. Er is niets gewijzigd."},
    Known{"signature_missing", 401,
          "Het verzoek is niet ondertekend. Er is niets gewijzigd. Meld het apparaat opnieuw aan."},
    Known{"signature_invalid", 401,
          "De handtekening van het verzoek klopt niet. Er is niets gewijzigd. Meld het apparaat opnieuw aan."},
    Known{"digest_mismatch", 401,
          "Het verzoek is onderweg veranderd. Het is niet gebruikt en er is niets gewijzigd. Verstuur het opnieuw."},
    Known{"replayed", 401,
          "Dit verzoek is al eens beantwoord. Er is niets gewijzigd. Onderteken het opnieuw en verstuur het nog eens."},
    Known{"device_unknown", 401,
          "De server kent dit apparaat niet. Het werk staat nog op het apparaat. Vraag de beheerder om een nieuwe "
          "aanmeldcode."},
    Known{"device_revoked", 403, "De toegang van dit apparaat is ingetrokken. Neem contact op met de beheerder."},
    Known{"code_invalid", 403,
          "De aanmeldcode is onbekend, gebruikt of verlopen. Er is niets gewijzigd. Vraag de beheerder om een nieuwe."},
    Known{"rows_gone", 409,
          "De vooruitgestuurde regels zijn hier niet meer. Er is niets gewijzigd; het werk staat nog op het apparaat. "
          "Verstuur ze met het verzoek mee."},
    Known{"too_large", 413, "Het bericht is te groot. Er is niets gewijzigd; verstuur het in kleinere delen."},
    Known{"encoding", 415, "Deze server kent alleen de Content-Encoding zstd en gzip."},
    Known{"too_many_tries", 429, "Te vaak een verkeerde aanmeldcode. Wacht een minuut en probeer het opnieuw."},
};

}  // namespace

http::Response problem_of(const Error& error) {
    const http::Extra extra{.members = {{"retry", to_text(error.retry)}}, .faults = {}};
    for (const Known& one : known)
        if (one.code == error.code) return http::problem(one.status, one.code, {}, one.detail, extra);
    if (error.retry == Retry::never)
        return http::problem(500, "internal", {},
                             "Er ging iets mis op de server. Er is niets gewijzigd. Waarschuw de beheerder.", extra);
    http::Response response = http::problem(503, error.code == "server_store" ? error.code : "busy", {},
                                            "De server kan nu niet bij zijn gegevens. Er is niets gewijzigd; het werk "
                                            "staat nog op het apparaat. Probeer het later opnieuw.",
                                            extra);
    response.headers.emplace_back("Retry-After", "5");
    return response;
}

}  // namespace wegwijs::server
