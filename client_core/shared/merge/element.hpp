// The text of an element of a set, as a part of a field's name. Nearly every field has none, and then it takes one
// pointer and no more: records hold many fields.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <string_view>

namespace wegwijs::merge {

class Element {
public:
    Element() = default;
    Element(std::string_view text) : text_(text.empty() ? nullptr : std::make_unique<const std::string>(text)) {}
    Element(const std::string& text) : Element(std::string_view(text)) {}
    Element(const char* text) : Element(std::string_view(text)) {}
    Element(const Element& other) : Element(other.view()) {}
    Element(Element&&) noexcept = default;
    Element& operator=(const Element& other) { return *this = Element(other); }
    Element& operator=(Element&&) noexcept = default;
    ~Element() = default;

    bool empty() const { return !text_; }
    std::size_t size() const { return view().size(); }
    std::string_view view() const { return text_ ? std::string_view(*text_) : std::string_view(); }
    operator std::string_view() const { return view(); }
    bool operator==(const Element& other) const { return view() == other.view(); }
    std::strong_ordering operator<=>(const Element& other) const { return view() <=> other.view(); }

private:
    std::unique_ptr<const std::string> text_;
};

}  // namespace wegwijs::merge
