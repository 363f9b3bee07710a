// Tables for people: columns as wide as their widest cell.
#pragma once

#include <string>
#include <vector>

namespace wegwijs::cli {

using Row = std::vector<std::string>;

/// Places on a terminal: letters, not bytes; marks that stand on a letter and wide ones are not told apart.
std::size_t width(const std::string& text);
/// At most `places` wide; what is cut off shows as "…". Line ends and other control characters become spaces.
std::string shortened(const std::string& text, std::size_t places);
/// The first row is the head, unless it is empty. Empty without a second row.
std::string table(const std::vector<Row>& rows);

}  // namespace wegwijs::cli
