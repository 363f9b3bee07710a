// The Dutch names that the delivery and the report know. Everything else about the domain is in the schema pack: which
// files there are, which fields stand in them, what is left out. A pack without these names loses only what is
// worked out from them.
#pragma once

#include <string_view>

namespace wegwijs::server::domain {

inline constexpr std::string_view deelnemer = "deelnemer";

inline constexpr std::string_view traject = "traject";
inline constexpr std::string_view status = "status";
inline constexpr std::string_view ingetrokken = "ingetrokken";
inline constexpr std::string_view beeindigd = "beeindigd";
inline constexpr std::string_view overgedragen = "overgedragen";
inline constexpr std::string_view lbt_ontheven = "lbt_ontheven";
inline constexpr std::string_view datum_koppeling = "datum_koppeling";
inline constexpr std::string_view datum_kennisgeving = "datum_kennisgeving";
inline constexpr std::string_view datum_inschrijving_brp = "datum_inschrijving_brp";
inline constexpr std::string_view informatie_derden = "informatie_derden_ontvangen_op";
inline constexpr std::string_view uitvoerende_organisatie = "uitvoerende_organisatie";
inline constexpr std::string_view werksaam = "werksaam";  ///< how that organisation's name begins, in lower case

inline constexpr std::string_view intake = "intake";
inline constexpr std::string_view stand = "stand";
inline constexpr std::string_view afgerond = "afgerond";
inline constexpr std::string_view begonnen_op = "begonnen_op";
inline constexpr std::string_view plaats_gesprek = "plaats_gesprek";
inline constexpr std::string_view zonder_verbinding = "zonder_verbinding";

inline constexpr std::string_view antwoord = "antwoord";
inline constexpr std::string_view leefgebied = "leefgebied";
inline constexpr std::string_view waarde = "waarde";
inline constexpr std::string_view reden_onbekend = "reden_onbekend";
inline constexpr std::string_view wil_niet_zeggen = "wil_niet_zeggen";

inline constexpr std::string_view leerbaarheidstoets = "leerbaarheidstoets";
inline constexpr std::string_view datum_afname = "datum_afname";
inline constexpr std::string_view reden_ontheffing = "reden_ontheffing";

inline constexpr std::string_view pip = "pip";
inline constexpr std::string_view vastgesteld = "vastgesteld";
inline constexpr std::string_view dagtekening = "dagtekening";
inline constexpr std::string_view leerroute = "leerroute";

inline constexpr std::string_view activiteit = "activiteit";
inline constexpr std::string_view begin = "begin";
inline constexpr std::string_view einde = "einde";
inline constexpr std::string_view herhaling = "herhaling";
inline constexpr std::string_view gepland = "gepland";
inline constexpr std::string_view telt_mee_voor = "telt_mee_voor";

inline constexpr std::string_view urenregel = "urenregel";
inline constexpr std::string_view minuten = "minuten";
inline constexpr std::string_view teller = "teller";
inline constexpr std::string_view intake_taal_knm = "intake_taal_knm";
inline constexpr std::string_view taal_knm = "taal_knm";
inline constexpr std::string_view participatie = "participatie";
inline constexpr std::string_view participatie_als_taal = "participatie_als_taal";
inline constexpr std::string_view map_praktijk = "map_praktijk";
inline constexpr std::string_view pvt = "pvt";
inline constexpr std::string_view aanwezigheid = "aanwezigheid";
inline constexpr std::string_view aanwezig = "aanwezig";
inline constexpr std::string_view corrigeert = "corrigeert";
inline constexpr std::string_view rol_opgever = "rol_opgever";
inline constexpr std::string_view opgegeven_door = "opgegeven_door";

inline constexpr std::string_view koppeling = "koppeling";
inline constexpr std::string_view gebruiker = "gebruiker";
inline constexpr std::string_view rol = "rol";
inline constexpr std::string_view vrijwilliger = "vrijwilliger";
inline constexpr std::string_view actief = "actief";

inline constexpr std::string_view signaal = "signaal";

inline constexpr std::string_view toestemming = "toestemming";
inline constexpr std::string_view doel = "doel";
inline constexpr std::string_view pilot_onderzoek = "pilot_onderzoek";
inline constexpr std::string_view gegeven = "gegeven";

}  // namespace wegwijs::server::domain
