// What is signed off was read first, and does not change afterwards.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "client_core/shared/model/value.hpp"
#include "tests/simulator/truth.hpp"

namespace wegwijs::simulator {

bool Truth::unseen(const Work& work) const {
    for (const std::size_t number : work.writes) {
        const Written& w = writes_[number];
        for (const Place& place : log_) {
            const Written& other = writes_[place.write];
            if (other.record == w.record && other.work != w.work && !w.family.has(place.write) && !vague(place.write))
                return true;
        }
    }
    return false;
}

bool Truth::frozen(const Id& record, std::size_t but_for) const {
    return std::any_of(log_.begin(), log_.end(), [&](const Place& place) {
        const Written& w = writes_[place.write];
        return w.record == record && w.work != but_for && works_[w.work].guarded &&
               model::decode_text(w.value).value_or("") == signed_off;
    });
}

void Truth::check_signing(const Work& work) const {
    if (ever_put_back()) return;
    if (work.guarded && unseen(work))
        violated("signed", named(work.writes.front()) + " was accepted, and signs what its writer had not been shown");
    for (const std::size_t number : work.writes)
        if (writes_[number].key != merge::deletion && frozen(writes_[number].record, writes_[number].work))
            violated("signed", named(number) + " changes what was signed off");
}

std::vector<std::string> Truth::unspeakable() const {
    std::vector<std::string> all;
    for (const Written& w : writes_) {
        const FieldRule* field = w.key == merge::deletion ? nullptr : entity(w.entity).field(w.key.number);
        if (!field || field->kind != Kind::text) continue;
        if (field->sensitivity != 'C' && !is_erased(works_[w.work].dossier)) continue;
        all.push_back(nlohmann::json(std::string(model::decode_text(w.value).value_or(""))).dump());
    }
    return all;
}

}  // namespace wegwijs::simulator
