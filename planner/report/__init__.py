"""Reports: terminal, plan workbook, JSON. They show a plan and decide nothing."""
