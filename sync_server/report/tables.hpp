// From numbers to tables, with what is small hidden. Pure.
#pragma once

#include "sync_server/report/figures.hpp"
#include "sync_server/report/report.hpp"

namespace wegwijs::server {

std::vector<ReportTable> tables_of(const Figures& figures, const Pilot& pilot);

}  // namespace wegwijs::server
