// Requests on their way, and what may become of them.
#include <algorithm>

#include "client_core/shared/protocol/messages.hpp"
#include "tests/simulator/simulation.hpp"

namespace wegwijs::simulator {

using What = sync::Action::What;

namespace {

const Error offline{"offline", "There is no network.", Retry::when_online};

}  // namespace

/// A question and its answer, for who reads what happened.
std::string Simulation::told(const Bytes& question, std::uint64_t device, const Result<Office::Answer>& answer) {
    const auto asked = protocol::decode_request(question);
    std::string text = "device " + std::to_string(device);
    if (asked.ok())
        text += " head " + std::to_string(asked->head.seq) + " acked " + std::to_string(asked->acked) + " from " +
                std::to_string(asked->push_from) + " x" + std::to_string(asked->push_count) + " base " +
                std::to_string(asked->round.base.seq) + (asked->stuck ? " stuck" : "") + " chain " +
                std::to_string(asked->chain.size());
    if (!answer.ok()) return text + " -> " + answer.error().code;
    const auto said = protocol::decode_answer(answer->body);
    if (!said.ok()) return text + " -> ?";
    text += " -> epoch " + std::to_string(said->epoch) + " outcomes " + std::to_string(said->outcomes.size()) +
            " items " + std::to_string(said->items.size()) + " as of " +
            (said->as_of ? std::to_string(said->as_of->seq) : "-") + (said->round_done ? " done" : "");
    if (asked->stage)
        text +=
            " stage asked " + std::to_string(asked->stage->dossier) + " after " + std::to_string(asked->stage->after);
    if (said->stage)
        text += " stage " + std::to_string(said->stage->dossier) + " after " + std::to_string(said->stage->after) +
                " began " + std::to_string(said->stage->began);
    text += " budget " + std::to_string(asked->budget) + " first " + std::to_string(asked->first.size()) + " sums " +
            std::to_string(asked->sums.size()) + " at " + std::to_string(said->at);
    for (const auto& i : said->items)
        text += " [" + std::to_string(int(i.what)) + " " + std::to_string(i.dossier) + " records " +
                std::to_string(i.records.size()) + (i.part ? " part" : "") + "]";
    if (said->fork)
        text += " fork " + std::to_string(said->fork->device) + " upto " + std::to_string(said->fork->upto) +
                " start " + std::to_string(said->fork->start);
    if (said->probe)
        text += " probe " + std::to_string(said->probe->first) + ".." + std::to_string(said->probe->second);
    if (said->gap) text += " gap " + std::to_string(*said->gap);
    if (said->last) text += " last " + std::to_string(*said->last);
    if (!said->differs.empty()) text += " differs " + std::to_string(said->differs.size());
    return text;
}

void Simulation::begin_sync(Tablet& t) {
    sync::Options options;
    options.attempts = 0;
    options.check_all = chance(.1) || (calm_ && t.flipped);
    if (profile_.small_chunks)
        options.chunk_small = 64 + pick(400), options.chunk_large = options.chunk_small * (1 + pick(8));
    const std::vector<Id> there = t.dossiers();
    if (!there.empty() && chance(.15)) options.first.push_back(any_of(there));
    t.engine.emplace(*t.store);
    t.action = t.engine->start(options);
}

/// The next thing a sync under way would do by itself.
void Simulation::ask(Tablet& t) {
    if (waiting_for_.count(&t)) return;
    if (!t.engine) begin_sync(t);
    switch (t.action.what) {
        case What::send: send(t); break;
        case What::wait: t.action = t.engine->woken(); break;
        case What::finished:
            say(&t, "is in step");
            ++counts["syncs"];
            t.engine.reset();
            break;
        case What::failed:
            say(&t, "gives up: " + t.action.error.code);
            ++counts["syncs failed: " + t.action.error.code];
            t.engine.reset();
            break;
    }
    mend(t);
}

Office::Question Simulation::question_of(Tablet& t) {
    const std::uint64_t device = must(t.store->tables().device(), t.name + " reads its number");
    Office::Question question{device, t.user, t.action.body, t.typed, {}};
    if (over_http_)
        question.request = signed_request(t.store->identity(), device, t.clock.now(), t.random, question.body, codec_);
    return question;
}

void Simulation::send(Tablet& t) {
    const std::uint64_t number = next_number_++;
    Office::Question question = question_of(t);
    const std::uint64_t device = question.device;
    waiting_for_[&t] = number;
    wire_.push_back({number, &t, std::move(question)});
    const bool ahead = t.action.ahead;
    say(&t, "asks (" + std::to_string(number) + ")");
    if (chance(.5)) {
        const Bytes rows = t.engine->prepare();
        if (!rows.empty() && office_.running() && chance(.8) && office_.bring(device, t.user, rows).ok() &&
            chance(.9)) {
            t.engine->arrived();
            ++counts["rows ahead"];
        }
    }
    if (!ahead || !chance(.7)) return;
    auto instead = t.engine->settle();
    if (t.disk.stopped()) return;
    applied(t);
    if (!instead) return;
    say(&t, "takes its question back");
    waiting_for_.erase(&t);
    t.action = std::move(*instead);
}

/// One byte of what is signed becomes another.
void Simulation::forge(http::Request& request) {
    std::string& changed = chance(.5) || request.body.empty() ? request.headers["signature"] : request.body;
    changed[pick(changed.size())] ^= static_cast<char>(1 + pick(127));
    ++counts["requests forged"];
}

/// Some request reaches the server, in any order.
void Simulation::arrive(Tablet&) {
    if (wire_.empty() || !office_.running()) return;
    const std::size_t at = pick(wire_.size());
    Sent sent = std::move(wire_[at]);
    wire_.erase(wire_.begin() + static_cast<std::ptrdiff_t>(at));
    const bool forged = sent.question.request && chance(.03);
    if (forged) forge(*sent.question.request);
    auto answer = office_.ask(sent.question);
    if (forged && answer.ok()) violated("forged", "a request that was changed on its way is answered");
    say(sent.from, "question " + std::to_string(sent.number) +
                       " is answered: " + (say_ ? told(sent.question.body, sent.question.device, answer) : ""));
    if (!answer.ok()) ++counts["answers: " + answer.error().code];
    if (office_.disk.stopped()) return mend_server();
    // Somebody else's copy of a request: its sender hears nothing of it.
    if (!answer.ok() && (answer.error().code == "replayed" || forged)) return;
    const auto waiting = waiting_for_.find(sent.from);
    if (waiting == waiting_for_.end() || waiting->second != sent.number) return;  // nobody waits for it any more
    answers_.insert_or_assign(sent.from, std::move(answer));
}

void Simulation::answer(Tablet& t) {
    const auto found = answers_.find(&t);
    if (found == answers_.end()) return;
    Result<Office::Answer> answer = std::move(found->second);
    answers_.erase(found);
    waiting_for_.erase(&t);
    if (!t.engine) return;
    if (!answer.ok()) {
        t.action = t.engine->failed(answer.error());
    } else if (chance(.03)) {
        say(&t, "gets half an answer");
        ++counts["half answers"];
        t.action = t.engine->answered(ByteView(answer->body).substr(0, pick(answer->body.size() + 1)));
    } else {
        say(&t, "gets an answer");
        take(t, *answer);
    }
    if (!t.disk.stopped() && !t.action.ahead) applied(t);
    mend(t);
}

void Simulation::take(Tablet& t, const Office::Answer& answer) {
    if (t.action.ahead) {
        auto instead = t.engine->settle();
        applied(t);
        if (instead) {
            t.action = std::move(*instead);
            return;
        }
    }
    t.rights_of_round.push_back(answer.rights);
    if (answer.round_done) due_[&t] = {answer.as_of, answer.end};
    t.action = t.engine->answered(answer.body);
    // Not taken: it asks again.
    if (t.action.what == What::wait || t.action.what == What::failed) due_.erase(&t);
}

/// After a commit that took an answer in.
void Simulation::applied(Tablet& t) {
    if (t.disk.stopped()) return;
    check_scope(t);
    if (t.engine && t.engine->report().repaired) ++counts["sums repaired"];
    if (t.engine && t.engine->report().repaired && !t.flipped)
        violated("sum", t.name + " had a dossier wrong, and got it again");
    if (!calm_ && !chance(.3)) return;
    for (const Id& dossier : t.dossiers())
        if (const auto view = t.view(dossier)) truth_.whole(t.name, dossier, t.shown(dossier), *view);
}

/// After a round nothing is held that its user could not see at some moment of it.
void Simulation::check_scope(Tablet& t) {
    const auto due = due_.find(&t);
    if (due == due_.end()) return;
    const auto [as_of, end] = due->second;
    due_.erase(due);
    const auto state = must(store::SyncState::load(t.store->tables()), t.name + " reads its state");
    // It may not have counted: it was for another copy of this store, or was not taken and is asked again.
    if (state.heard != as_of || state.round.base != end) return;
    const auto rights = std::exchange(t.rights_of_round, {});
    for (const store::DossierRow& row : must(t.store->tables().dossiers(), t.name + " lists dossiers")) {
        if (!row.held || truth_.is_erased(row.id)) continue;
        std::vector<View> views;
        for (const auto& moment : rights)
            if (const auto view = moment.find(row.id); view != moment.end()) views.push_back(view->second);
        if (views.empty())
            violated("scope", t.name + " holds dossier " + row.id.text() + " without a right, seen up to " +
                                  std::to_string(row.as_of.seq) + " as " + row.role);
        for (const auto& [id, record] : t.shown(row.id))
            for (const merge::FieldState& field : record.fields) {
                const bool own = std::any_of(field.entries.begin(), field.entries.end(),
                                             [](const merge::Entry& e) { return e.stamp.server_seq == merge::unsent; });
                const bool seen = std::any_of(views.begin(), views.end(),
                                              [&](const View& v) { return v.sees(record.entity, field.key.number); });
                if (!seen && !own && !field.entries.empty())
                    violated("scope", t.name + " holds field " + std::to_string(field.key.number) + " of " +
                                          std::string(entity(record.entity).name) + " " + id.text().substr(24) +
                                          " as " + views.back().role + " of " +
                                          std::to_string(field.entries.front().stamp.server_seq) + ", seen up to " +
                                          std::to_string(row.as_of.seq) + " as " + row.role);
            }
    }
}

void Simulation::lose(Tablet& t) {
    if (!waiting_for_.count(&t) || !t.engine) return;
    say(&t, "loses its connection");
    ++counts["connections lost"];
    waiting_for_.erase(&t);
    answers_.erase(&t);
    if (chance(.5)) std::erase_if(wire_, [&](const Sent& s) { return s.from == &t; });
    t.action = t.engine->failed(offline);
    if (!t.disk.stopped()) applied(t);
    mend(t);
}

void Simulation::repeat(Tablet&) {
    if (wire_.empty()) return;
    Sent again = any_of(wire_);
    ++counts["requests repeated"];
    wire_.push_back(std::move(again));
}

void Simulation::stop_sync(Tablet& t) {
    if (!t.engine) return;
    say(&t, "stops its sync");
    (void)t.engine->cancel();
    t.engine.reset();
    waiting_for_.erase(&t);
    answers_.erase(&t);
    if (!t.disk.stopped()) applied(t);
    mend(t);
}

/// A whole sync while nothing else happens.
void Simulation::sync_now(Tablet& t) {
    office_.disk.nothing_goes_wrong();
    t.disk.nothing_goes_wrong();
    t.disk.fill(false);
    due_.erase(&t);
    sync_whole(t);
}

void Simulation::sync_whole(Tablet& t) {
    constexpr int most = 600;
    t.engine.reset();
    waiting_for_.erase(&t);
    answers_.erase(&t);
    begin_sync(t);
    for (int i = 0; i < most; ++i) {
        if (t.disk.stopped()) return mend(t);
        if (t.action.what == What::finished) {
            applied(t);
            counts["pulled"] += t.engine->report().pulled;
            t.engine.reset();
            return;
        }
        if (t.action.what == What::failed)
            violated("stuck", t.name + ": " + t.action.error.code + ": " + t.action.error.message);
        if (t.action.what == What::wait) {
            say(&t, "waits: " + t.action.error.code + ": " + t.action.error.message);
            t.action = t.engine->woken();
            continue;
        }
        if (t.action.ahead && chance(.5))
            if (auto instead = t.engine->settle()) {
                t.action = std::move(*instead);
                continue;
            }
        const Office::Question question = question_of(t);
        auto answer = office_.ask(question);
        if (say_) say(&t, "syncs: " + told(question.body, question.device, answer));
        if (!answer.ok()) t.action = t.engine->failed(answer.error());
        else take(t, *answer);
    }
    violated("stuck", t.name + " does not come to an end");
}

}  // namespace wegwijs::simulator
