#!/bin/sh
# cli_units.sh - units on the command line: who was there on a day, what became of them, and a list of the country that is refused, brought in, and repeated from the ledger.
. "$(dirname "$0")/steps.sh"
with_database

ends 0 init
# who was there
ends 0 unit list --under 06 --level xa --on 2020-01-31
lines 122
ends 0 unit list --under 06 --level xa --on 2020-02-01
lines 108
says '^02155	thi_tran	Yến Lạc	066$'
ends 0 unit list --under 06 --level xa --on 2023-04-10
lines 108
ends 0 unit list --under 19 --level xa --on 2025-07-01
lines 92
# what became of it: a code that was three units, a split, a name
ends 0 unit history 02155
says '^02155	xã Lương Hạ	huyện Na Rì	from before 2019-10-06 until before 2020-02-01$'
says '^	2020-02-01	xã Lương Hạ (02155) a part to thị trấn Yến Lạc (02155)'
says '^02155	thị trấn Yến Lạc	huyện Na Rì'
says '^02155	xã Na Rì	tỉnh Thái Nguyên	from 2025-07-01 until now$'
ends 0 unit history yen dinh
says '^	2020-02-01	xã Yên Đĩnh (02128) as a whole to thị trấn Đồng Tâm (02086)'
says '^	2025-07-01	thị trấn Đồng Tâm (02086) as a whole to xã Chợ Mới (02086)'
ends 0 unit history vn-02134-0 --json
says '"from_code":"02134".*"to_code":"02155"'
ends 1 unit history 99999
# a list that is wrong is refused, with every reason, and nothing is written
printf 'code,name,type,parent\n6,Bắc Kạn,tinh,\n066,Na Rì,huyen,06\n' >"$folder/bad.csv"
ends 65 unit import csv "$folder/bad.csv" --on 2019-10-06
says '^WRONG: bad.csv:2: the code 6 has lost its zeros'
says '^WRONG: bad.csv:3: Na Rì stands under 06, and no row has that code'
says '2 serious findings'
ends 65 unit import csv "$folder/bad.csv" --on 2019-10-06 --json
says '"code":"list.zeros"'
ends 64 unit import xlsx "$folder/bad.csv" --on 2019-10-06
ends 64 unit import csv "$folder/bad.csv"
ends 74 unit import csv "$folder/none.csv" --on 2019-10-06
# one of a part of the country
printf 'code,name,type,parent\n06,Bắc Kạn,tinh,\n20,Lạng Sơn,tinh,\n180,Tràng Định,huyen,20\n06004,Khánh Long,xa,180\n06001,Thất Khê,thi_tran,180\n' >"$folder/part.csv"
ends 65 unit import csv "$folder/part.csv" --on 2019-10-06
says 'say --part'
ends 0 unit import csv "$folder/part.csv" --on 2019-10-06 --part --check
says 'would bring in 4 new units'
ends 1 unit show 06004 --on 2019-10-06
ends 0 unit import csv "$folder/part.csv" --on 2019-10-06 --part
says 'Brought in: 4 new units'
ends 0 unit show 06004 --on 2019-10-06
says 'vn-06004-0'
says 'Danh mục ngày 06/10/2019 (part.csv), chưa rõ văn bản'
ends 0 unit import csv "$folder/part.csv" --on 2019-10-06 --part
says 'knows all of it already'
# a later one: a code with another name is another unit
printf 'code,name,type,parent\n20,Lạng Sơn,tinh,\n180,Tràng Định,huyen,20\n06004,Quốc Khánh,xa,180\n06001,Thất Khê,thi_tran,180\n' >"$folder/later.csv"
ends 0 unit diff "csv:$folder/part.csv" "csv:$folder/later.csv" --draft "$folder/draft.yaml" --on 2025-03-01
says '^name	06004	xa	Quốc Khánh	180	06004	xa	Khánh Long	180$'
says '^gone	06	tinh	Bắc Kạn	-	-	-	-	-$'
prints '^  - merge: \["06004", "?"\]$' "$folder/draft.yaml"
ends 73 unit diff "csv:$folder/part.csv" "csv:$folder/later.csv" --draft "$folder/draft.yaml"
ends 64 unit diff "$folder/part.csv" "csv:$folder/later.csv"
ends 65 unit diff "csv:$folder/bad.csv" "csv:$folder/later.csv"
ends 0 unit diff @2020-01-31 @2020-02-01
says '^gone	02134	thi_tran	Yến Lạc	066	-	-	-	-$'
ends 0 unit import csv "$folder/later.csv" --on 2025-03-01 --part
says 'Brought in: 1 new unit;'
ends 0 unit show 06004 --on 2025-03-01
says 'vn-06004-20250301'
ends 0 unit find "khanh long" --on 2024-01-01
says '^06004	xã Khánh Long	huyện Tràng Định'
ends 65 unit import csv "$folder/part.csv" --on 2019-10-06 --part
says 'Lists come in the order of their days'
# the ledger repeats it; a row that nobody brought in is found
ends 0 verify db
sql "UPDATE unit_fact SET name = 'Khánh Dài' WHERE unit = 'vn-06004-0'"
ends 1 verify db
says 'unit_fact.name'
the_end
