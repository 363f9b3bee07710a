#include <algorithm>
#include <vector>

#include "client_core/shared/model/spelling.hpp"
#include "client_core/shared/model/unicode.hpp"

namespace wegwijs::model {

namespace {

/// How many letters must be changed, added, dropped, or swapped with the next, to make b of a.
std::size_t edits(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(now);
    }
    return last[b.size()];
}

struct Token {
    std::string text, skeleton;
    std::vector<char32_t> letters;  ///< as it sounds: ou and oe as u, doubles once
    bool vowels_unwritten = false;
};

std::string sounding(std::string_view word) {
    std::string out;
    while (!word.empty()) {
        const bool u = word.starts_with("ou") || word.starts_with("oe");
        const char c = u ? 'u' : word[0];
        if (out.empty() || out.back() != c) out.push_back(c);
        word.remove_prefix(u ? 2 : 1);
    }
    return out;
}

Token token_of(std::string text) {
    Token token{std::move(text), {}, {}, false};
    token.skeleton = skeleton(token.text);
    token.letters = code_points(sounding(token.text)).value_or(std::vector<char32_t>{});
    const auto vowels = std::count_if(token.text.begin(), token.text.end(), [](char c) {
        return std::string_view("aeiou").find(c) != std::string_view::npos;
    });
    token.vowels_unwritten = static_cast<std::size_t>(vowels) * 2 < token.skeleton.size();
    return token;
}

std::vector<Token> tokens_of(std::string_view name) {
    std::vector<Token> out;
    for (std::string& text : name_tokens(name)) out.push_back(token_of(std::move(text)));
    return out;
}

/// Names with the same consonants. Few consonants say little (Ali and Lea, Hassan and Hussein), so the vowels then
/// count too, where both names write them.
double same_skeleton(std::size_t consonants, double near, bool vowels_unwritten) {
    const bool close = near >= 0.6 || vowels_unwritten;
    if (consonants >= 4) return 0.92;
    if (consonants == 3) return close ? 0.92 : 0.78;
    if (consonants == 2) return close ? 0.88 : 0.72;
    return near >= 0.5 ? 0.75 : near * 0.7;
}

double score(const Token& a, const Token& b) {
    if (a.text == b.text) return 1;
    const std::size_t longest = std::max(a.letters.size(), b.letters.size());
    const std::size_t distance = edits(a.letters, b.letters);
    const double near = 1 - static_cast<double>(distance) / static_cast<double>(longest);
    double best = distance <= longest / 5 ? 0.92 : near * 0.7;
    if (!a.skeleton.empty() && a.skeleton == b.skeleton)
        best = std::max(best, same_skeleton(a.skeleton.size(), near, a.vowels_unwritten || b.vowels_unwritten));
    return best;
}

/// In Dutch and German spelling ch is kh (Achmed), in English and French it is not (Chirine): both are tried.
Token guttural(const Token& token) {
    std::string text;
    for (std::size_t i = 0; i < token.text.size(); ++i)
        if (token.text[i] != 'c' || token.text.compare(i, 2, "ch") != 0) text.push_back(token.text[i]);
    return token_of(std::move(text));
}

double alike(const Token& a, const Token& b) {
    // Dutch and German write j for the sound that others write y: Julia, Yuliia.
    if (a.text.starts_with('j') && b.text.starts_with('y')) return score(token_of("y" + a.text.substr(1)), b);
    if (b.text.starts_with('j') && a.text.starts_with('y')) return score(a, token_of("y" + b.text.substr(1)));
    double best = score(a, b);
    if (a.text.find("ch") != std::string::npos) best = std::max(best, score(guttural(a), b) - 0.02);
    if (b.text.find("ch") != std::string::npos) best = std::max(best, score(a, guttural(b)) - 0.02);
    return best;
}

}  // namespace

double likeness(std::string_view a, std::string_view b) {
    const std::vector<Token> left = tokens_of(a), right = tokens_of(b);
    if (left.empty() || right.empty()) return 0;
    struct Pair {
        double score;
        std::size_t i, j;
    };
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < left.size(); ++i)
        for (std::size_t j = 0; j < right.size(); ++j) pairs.push_back({alike(left[i], right[j]), i, j});
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) { return x.score > y.score; });
    std::vector<bool> left_used(left.size()), right_used(right.size());
    double sum = 0;
    for (const Pair& pair : pairs) {
        if (left_used[pair.i] || right_used[pair.j]) continue;
        left_used[pair.i] = right_used[pair.j] = true;
        sum += pair.score;
    }
    return 2 * sum / static_cast<double>(left.size() + right.size());
}

}  // namespace wegwijs::model
